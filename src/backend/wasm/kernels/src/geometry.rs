//! Sizes of one convolution or pooling, and the frame around an image.

use crate::lanes::{copy, zero};

/// The windows of a convolution or pooling: fourteen 32-bit numbers in this order, written by the host before a call.
#[repr(C)]
pub struct Geometry {
    /// The first image of the batch to compute.
    pub first: usize,
    /// The image after the last one to compute.
    pub last: usize,
    /// Rows of an input image.
    pub height: usize,
    /// Columns of an input image.
    pub width: usize,
    /// Channels of an input image.
    pub channels: usize,
    /// Rows of a window.
    pub kernel_height: usize,
    /// Columns of a window.
    pub kernel_width: usize,
    /// Channels of an output image.
    pub filters: usize,
    /// Rows between windows.
    pub stride_height: usize,
    /// Columns between windows.
    pub stride_width: usize,
    /// Rows of padding above.
    pub top: usize,
    /// Columns of padding to the left.
    pub left: usize,
    /// Rows of an output image.
    pub out_height: usize,
    /// Columns of an output image.
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

    /// Floats in an input image.
    pub fn image(&self) -> usize {
        self.height * self.width * self.channels
    }

    /// Floats in a framed input image.
    pub fn framed_image(&self) -> usize {
        self.frame_height() * self.frame_width() * self.channels
    }

    /// Floats in an output image.
    pub fn out_image(&self) -> usize {
        self.out_height * self.out_width * self.filters
    }

    /// Floats in one row of a window: its columns and channels lie side by side.
    pub fn window_row(&self) -> usize {
        self.kernel_width * self.channels
    }

    /// Whether the windows cover exactly the image.
    pub fn is_unframed(&self) -> bool {
        self.top == 0
            && self.left == 0
            && self.frame_height() == self.height
            && self.frame_width() == self.width
    }

    /// Copies an image into its frame, with zeros around it, and without the rows and columns that no window reaches.
    ///
    /// # Safety
    ///
    /// `image` must have [`Self::image`] floats and `frame` must be writable for [`Self::framed_image`].
    pub unsafe fn frame(&self, image: *const f32, frame: *mut f32) {
        let channels = self.channels;
        let (frame_height, frame_width) = (self.frame_height(), self.frame_width());
        let row = frame_width * channels;
        // If the padding is as wide as the frame, no window reaches the image.
        let (top, left) = (self.top.min(frame_height), self.left.min(frame_width));
        let rows = self.height.min(frame_height - top);
        let columns = self.width.min(frame_width - left);
        let (before, within) = (left * channels, columns * channels);
        // SAFETY: `rows` and `columns` are at most those that fit into the frame.
        unsafe {
            zero(frame, top * row);
            let mut to = frame.add(top * row);
            for y in 0..rows {
                zero(to, before);
                copy(
                    to.add(before),
                    image.add(y * self.width * channels),
                    within,
                );
                zero(to.add(before + within), row - before - within);
                to = to.add(row);
            }
            zero(to, (frame_height - top - rows) * row);
        }
    }

    /// The rows and columns of the image within the window of output (`y`, `x`): `[top, bottom, left, right]`.
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
