//! The gradient of a convolution with respect to its filter.

use crate::geometry::Geometry;
use crate::lanes::{copy, zero};
use crate::microkernels::correlate_4x8;

/// Filters of a tile.
const WIDTH: usize = 8;
/// Elements of a window's row (columns times channels) of a tile.
const HEIGHT: usize = 4;
/// Bytes of image and gradient that one pass over the tiles should keep in the first-level cache.
const BLOCK: usize = 24 * 1024;
/// Floats that the last tile may read beyond a framed image.
const SLACK: usize = HEIGHT;

fn tiles_floats(g: &Geometry) -> usize {
    g.kernel_height * g.window_row().div_ceil(HEIGHT) * g.filters.div_ceil(WIDTH) * HEIGHT * WIDTH
}

/// Floats that [`filter_gradient`] needs as scratch: the tiles, a framed image, and its gradient with the filters
/// rounded up to a multiple of eight.
///
/// # Safety
///
/// `geometry` must be valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn filter_gradient_floats(geometry: *const Geometry) -> usize {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    let widened = g.out_height * g.out_width * g.filters.next_multiple_of(WIDTH);
    tiles_floats(g) + g.framed_image() + SLACK + widened
}

/// `gradient[row][column][channel][filter]` = the sum over images `first..last` and positions of `x` times `dy`.
///
/// # Safety
///
/// The addresses must be valid: `x` and `dy` for the batch, `gradient` for a filter, `scratch` for
/// [`filter_gradient_floats`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn filter_gradient(
    geometry: *const Geometry,
    x: *const f32,
    dy: *const f32,
    gradient: *mut f32,
    scratch: *mut f32,
) {
    // SAFETY: as above.
    let g = unsafe { &*geometry };
    let tiles = scratch;
    // SAFETY: `scratch` is large enough for the three in this order.
    let (frame, widened) = unsafe {
        let frame = tiles.add(tiles_floats(g));
        (frame, frame.add(g.framed_image() + SLACK))
    };
    // SAFETY: `n` is within the batch.
    unsafe {
        zero(tiles, tiles_floats(g));
        for n in g.first..g.last {
            g.frame(x.add(n * g.image()), frame);
            let dy = widen(g, dy.add(n * g.out_image()), widened);
            add_image(g, frame, dy, tiles);
        }
        unpack(g, tiles, gradient);
    }
}

/// The gradient of one image with a multiple of eight filters: `dy` itself or a copy with zeros.
unsafe fn widen(g: &Geometry, dy: *const f32, widened: *mut f32) -> *const f32 {
    let filters = g.filters.next_multiple_of(WIDTH);
    if filters == g.filters {
        return dy;
    }
    for position in 0..g.out_height * g.out_width {
        // SAFETY: `widened` is large enough for that many positions of `filters` floats.
        unsafe {
            let to = widened.add(position * filters);
            copy(to, dy.add(position * g.filters), g.filters);
            zero(to.add(g.filters), filters - g.filters);
        }
    }
    widened
}

unsafe fn add_image(g: &Geometry, frame: *const f32, dy: *const f32, tiles: *mut f32) {
    let filters = g.filters.next_multiple_of(WIDTH);
    let row = g.frame_width() * g.channels;
    let dy_row = g.out_width * filters;
    let floats_per_row = g.stride_height * row + dy_row;
    // Not `/` and `clamp`: their panics would add a data segment.
    let fitting = (BLOCK / 4).checked_div(floats_per_row).unwrap_or(1);
    let rows_in_block = fitting.min(g.out_height).max(1);
    for first in (0..g.out_height).step_by(rows_in_block) {
        let rows = rows_in_block.min(g.out_height - first);
        let mut tile = tiles;
        for ky in 0..g.kernel_height {
            for element in (0..g.window_row()).step_by(HEIGHT) {
                for filter in (0..filters).step_by(WIDTH) {
                    // SAFETY: elements beyond the row are those of the next pixels or the slack; `unpack` drops them.
                    unsafe {
                        correlate_4x8(
                            frame.add((first * g.stride_height + ky) * row + element),
                            4 * g.stride_width * g.channels,
                            4 * g.stride_height * row,
                            rows,
                            g.out_width,
                            dy.add(first * dy_row + filter),
                            4 * filters,
                            4 * dy_row,
                            tile,
                        );
                        tile = tile.add(HEIGHT * WIDTH);
                    }
                }
            }
        }
    }
}

unsafe fn unpack(g: &Geometry, tiles: *const f32, gradient: *mut f32) {
    let mut tile = tiles;
    for ky in 0..g.kernel_height {
        for element in (0..g.window_row()).step_by(HEIGHT) {
            for filter in (0..g.filters).step_by(WIDTH) {
                let elements = HEIGHT.min(g.window_row() - element);
                let count = WIDTH.min(g.filters - filter);
                for i in 0..elements {
                    let tap = ky * g.window_row() + element + i;
                    // SAFETY: only elements within the filter are copied.
                    unsafe {
                        copy(
                            gradient.add(tap * g.filters + filter),
                            tile.add(i * WIDTH),
                            count,
                        );
                    }
                }
                // SAFETY: there is one tile for each iteration of these loops.
                tile = unsafe { tile.add(HEIGHT * WIDTH) };
            }
        }
    }
}
