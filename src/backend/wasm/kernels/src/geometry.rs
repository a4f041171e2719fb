//! Sizes of one convolution or pooling, and the frame around a picture.

use crate::lanes::{copy, zero};

/// Where the windows lie: what the host writes before a call, fourteen 32-bit numbers in this order.
#[repr(C)]
pub struct Geometry {
    /// The first picture of the batch to work on.
    pub first: usize,
    /// The picture to stop before.
    pub last: usize,
    /// Rows of an input picture.
    pub height: usize,
    /// Columns of an input picture.
    pub width: usize,
    /// Channels of an input picture.
    pub channels: usize,
    /// Rows of a window.
    pub kernel_height: usize,
    /// Columns of a window.
    pub kernel_width: usize,
    /// Channels of an output picture.
    pub filters: usize,
    /// Rows between windows.
    pub stride_height: usize,
    /// Columns between windows.
    pub stride_width: usize,
    /// Rows of padding above.
    pub top: usize,
    /// Columns of padding to the left.
    pub left: usize,
    /// Rows of an output picture.
    pub out_height: usize,
    /// Columns of an output picture.
    pub out_width: usize,
}

impl Geometry {
    /// Rows that the windows cover, padding included.
    pub fn frame_height(&self) -> usize {
        (self.out_height - 1) * self.stride_height + self.kernel_height
    }

    /// Columns that the windows cover, padding included.
    pub fn frame_width(&self) -> usize {
        (self.out_width - 1) * self.stride_width + self.kernel_width
    }

    /// Floats in an input picture.
    pub fn picture(&self) -> usize {
        self.height * self.width * self.channels
    }

    /// Floats in a framed input picture.
    pub fn framed_picture(&self) -> usize {
        self.frame_height() * self.frame_width() * self.channels
    }

    /// Floats in an output picture.
    pub fn out_picture(&self) -> usize {
        self.out_height * self.out_width * self.filters
    }

    /// Floats in one row of a window: its columns and channels lie side by side.
    pub fn window_row(&self) -> usize {
        self.kernel_width * self.channels
    }

    /// Whether the windows cover exactly the picture.
    pub fn is_unframed(&self) -> bool {
        self.top == 0
            && self.left == 0
            && self.frame_height() == self.height
            && self.frame_width() == self.width
    }

    /// Copies a picture into its frame: zeros around it, and what no window reaches cut off.
    ///
    /// # Safety
    ///
    /// `picture` must have [`Self::picture`] floats and `frame` room for [`Self::framed_picture`].
    pub unsafe fn frame(&self, picture: *const f32, frame: *mut f32) {
        let channels = self.channels;
        let (frame_height, frame_width) = (self.frame_height(), self.frame_width());
        let row = frame_width * channels;
        // Padding may be wider than the windows reach: then nothing of the picture is seen.
        let (top, left) = (self.top.min(frame_height), self.left.min(frame_width));
        let rows = self.height.min(frame_height - top);
        let columns = self.width.min(frame_width - left);
        let (before, within) = (left * channels, columns * channels);
        // SAFETY: `rows` and `columns` are cut to what fits into the frame.
        unsafe {
            zero(frame, top * row);
            let mut to = frame.add(top * row);
            for y in 0..rows {
                zero(to, before);
                copy(
                    to.add(before),
                    picture.add(y * self.width * channels),
                    within,
                );
                zero(to.add(before + within), row - before - within);
                to = to.add(row);
            }
            zero(to, (frame_height - top - rows) * row);
        }
    }

    /// The rows and columns of the picture that the window of output (`y`, `x`) sees: `[top, bottom, left, right]`.
    pub fn window(&self, y: usize, x: usize) -> [usize; 4] {
        let (y, x) = (y * self.stride_height, x * self.stride_width);
        [
            y.saturating_sub(self.top),
            (y + self.kernel_height)
                .saturating_sub(self.top)
                .min(self.height),
            x.saturating_sub(self.left),
            (x + self.kernel_width)
                .saturating_sub(self.left)
                .min(self.width),
        ]
    }
}
