//! The gradient of a convolution with respect to its filter.

use crate::geometry::Geometry;
use crate::lanes::{copy, zero};
use crate::microkernels::correlate_4x8;

/// Filters of a tile.
const WIDTH: usize = 8;
/// Places of a window's row, channels included, of a tile.
const HEIGHT: usize = 4;
/// Bytes of picture and gradient that one pass over the tiles should keep in the first-level cache.
const BLOCK: usize = 24 * 1024;
/// Floats that the last tile may read beyond a framed picture.
const SLACK: usize = HEIGHT;

fn tiles_floats(g: &Geometry) -> usize {
    g.kernel_height * g.window_row().div_ceil(HEIGHT) * g.filters.div_ceil(WIDTH) * HEIGHT * WIDTH
}

/// Floats that [`filter_gradient`] needs as scratch: the tiles, a framed picture, and its gradient with the filters
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
    tiles_floats(g) + g.framed_picture() + SLACK + widened
}

/// `gradient[row][column][channel][filter]` = the sum over pictures `first..last` and positions of `x` times `dy`.
///
/// # Safety
///
/// The addresses must be valid: `x` and `dy` for whole batches, `gradient` for a filter, `scratch` for
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
    // SAFETY: `scratch` has room for the three in this order.
    let (frame, widened) = unsafe {
        let frame = tiles.add(tiles_floats(g));
        (frame, frame.add(g.framed_picture() + SLACK))
    };
    // SAFETY: `n` is within the batch.
    unsafe {
        zero(tiles, tiles_floats(g));
        for n in g.first..g.last {
            g.frame(x.add(n * g.picture()), frame);
            let dy = widen(g, dy.add(n * g.out_picture()), widened);
            add_picture(g, frame, dy, tiles);
        }
        unpack(g, tiles, gradient);
    }
}

/// The gradient of one picture with its filters a multiple of eight: `dy` itself or a copy.
unsafe fn widen(g: &Geometry, dy: *const f32, widened: *mut f32) -> *const f32 {
    let filters = g.filters.next_multiple_of(WIDTH);
    if filters == g.filters {
        return dy;
    }
    for position in 0..g.out_height * g.out_width {
        // SAFETY: `widened` has room for that many positions of `filters` floats.
        unsafe {
            let to = widened.add(position * filters);
            copy(to, dy.add(position * g.filters), g.filters);
            zero(to.add(g.filters), filters - g.filters);
        }
    }
    widened
}

unsafe fn add_picture(g: &Geometry, frame: *const f32, dy: *const f32, tiles: *mut f32) {
    let filters = g.filters.next_multiple_of(WIDTH);
    let row = g.frame_width() * g.channels;
    let dy_row = g.out_width * filters;
    let floats_a_row = g.stride_height * row + dy_row;
    // No `/` and no `clamp`: their panics would bring a data segment.
    let fitting = (BLOCK / 4).checked_div(floats_a_row).unwrap_or(1);
    let rows_in_block = fitting.min(g.out_height).max(1);
    for first in (0..g.out_height).step_by(rows_in_block) {
        let rows = rows_in_block.min(g.out_height - first);
        let mut tile = tiles;
        for ky in 0..g.kernel_height {
            for place in (0..g.window_row()).step_by(HEIGHT) {
                for filter in (0..filters).step_by(WIDTH) {
                    // SAFETY: places beyond the row belong to the next pixels or to the slack; `unpack` drops them.
                    unsafe {
                        correlate_4x8(
                            frame.add((first * g.stride_height + ky) * row + place),
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
        for place in (0..g.window_row()).step_by(HEIGHT) {
            for filter in (0..g.filters).step_by(WIDTH) {
                let places = HEIGHT.min(g.window_row() - place);
                let count = WIDTH.min(g.filters - filter);
                for i in 0..places {
                    let tap = ky * g.window_row() + place + i;
                    // SAFETY: only what is within the filter is copied.
                    unsafe {
                        copy(
                            gradient.add(tap * g.filters + filter),
                            tile.add(i * WIDTH),
                            count,
                        );
                    }
                }
                // SAFETY: there is one tile for each turn of these loops.
                tile = unsafe { tile.add(HEIGHT * WIDTH) };
            }
        }
    }
}
