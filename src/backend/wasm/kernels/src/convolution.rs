//! The forward convolution. With a rotated filter it is also the gradient with respect to the input.

use crate::geometry::Geometry;
use crate::lanes::copy;
use crate::microkernels::convolve_4x8;

/// Output channels of a panel.
const PANEL: usize = 8;
/// Output columns of a tile.
const TILE: usize = 4;

/// Floats that [`pack_filter`] writes.
///
/// # Safety
///
/// `geometry` must be valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn packed_filter_floats(geometry: *const Geometry) -> usize {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    g.filters.div_ceil(PANEL) * g.kernel_height * g.window_row() * PANEL
}

/// Packs a filter into panels of eight output channels: `[panel][row][column][input channel][8]`, zeros beyond the last.
///
/// If `rotated` is 0, `filter` is `[row][column][channels][filters]`. If it is 1, `filter` is
/// `[row][column][filters][channels]` and is rotated by 180 degrees, for the gradient with respect to the input.
///
/// # Safety
///
/// The three addresses must be valid, `packed` for [`packed_filter_floats`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pack_filter(
    geometry: *const Geometry,
    filter: *const f32,
    packed: *mut f32,
    rotated: usize,
) {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    let taps = g.kernel_height * g.kernel_width;
    let mut to = packed;
    for panel in (0..g.filters).step_by(PANEL) {
        for tap in 0..taps {
            for channel in 0..g.channels {
                for out in panel..panel + PANEL {
                    // SAFETY: `out`, `channel` and `tap` are within the filter when they are used to read it.
                    unsafe {
                        *to = if out >= g.filters {
                            0.0
                        } else if rotated == 0 {
                            *filter.add((tap * g.channels + channel) * g.filters + out)
                        } else {
                            *filter.add(((taps - 1 - tap) * g.filters + out) * g.channels + channel)
                        };
                        to = to.add(1);
                    }
                }
            }
        }
    }
}

/// Floats that [`convolve`] needs as scratch: a framed image, and the floats after it that the tile of a narrow row reads.
///
/// # Safety
///
/// `geometry` must be valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convolve_floats(geometry: *const Geometry) -> usize {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    g.framed_image() + TILE * g.stride_width * g.channels
}

/// `y = max(floor, x * filter + bias)` for the images `first..last`.
///
/// `bias` has one float a filter, or is null. `floor` is 0 for a ReLU, else minus infinity.
///
/// # Safety
///
/// The addresses must be valid: `x` and `y` for the batch, `packed` with the result of [`pack_filter`], `scratch`
/// for [`convolve_floats`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convolve(
    geometry: *const Geometry,
    x: *const f32,
    packed: *const f32,
    bias: *const f32,
    y: *mut f32,
    scratch: *mut f32,
    floor: f32,
) {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    // A tile that is wider than the row reads beyond the row, so the image must be in scratch.
    let unframed = g.is_unframed() && g.out_width >= TILE;
    for n in g.first..g.last {
        // SAFETY: `n` is within the batch.
        unsafe {
            let mut image = x.add(n * g.image());
            if !unframed {
                g.frame(image, scratch);
                image = scratch;
            }
            convolve_image(g, image, packed, bias, y.add(n * g.out_image()), floor);
        }
    }
}

unsafe fn convolve_image(
    g: &Geometry,
    image: *const f32,
    packed: *const f32,
    bias: *const f32,
    y: *mut f32,
    floor: f32,
) {
    let row = g.frame_width() * g.channels;
    let step = g.stride_width * g.channels;
    let (rows, row_length) = (g.kernel_height, g.window_row());
    let mut panel_bias = [0.0; PANEL];
    let mut tile = [0.0; TILE * PANEL];
    for oy in 0..g.out_height {
        for first in (0..g.filters).step_by(PANEL) {
            let count = PANEL.min(g.filters - first);
            let mut ox = 0;
            // SAFETY: `oy`, `ox` and `first` are within the output; a partial tile is written to `tile` first.
            unsafe {
                let windows = image.add(oy * g.stride_height * row);
                let panel = packed.add(first * rows * row_length);
                if !bias.is_null() {
                    copy(panel_bias.as_mut_ptr(), bias.add(first), count);
                }
                while ox < g.out_width {
                    let mut columns = TILE.min(g.out_width - ox);
                    if columns < TILE && g.out_width >= TILE {
                        // The last tile starts earlier and computes some columns twice, so that it ends with the row.
                        ox = g.out_width - TILE;
                        columns = TILE;
                    }
                    let out = y.add((oy * g.out_width + ox) * g.filters + first);
                    let complete = columns == TILE && count == PANEL;
                    let (to, stride) = if complete {
                        (out, g.filters)
                    } else {
                        (tile.as_mut_ptr(), PANEL)
                    };
                    convolve_4x8(
                        windows.add(ox * step),
                        4 * step,
                        4 * row,
                        rows,
                        row_length,
                        panel,
                        panel_bias.as_ptr(),
                        to,
                        4 * stride,
                        floor,
                    );
                    if !complete {
                        for column in 0..columns {
                            for filter in 0..count {
                                *out.add(column * g.filters + filter) =
                                    *tile.as_ptr().add(column * PANEL + filter);
                            }
                        }
                    }
                    ox += TILE;
                }
            }
        }
    }
}
