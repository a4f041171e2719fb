//! The innermost loops; see `microkernels.s`.

core::arch::global_asm!(include_str!("microkernels.s"));

unsafe extern "C" {
    /// `y[i][j] = max(floor, bias[j] + sum over r < rows, k < row_length of a[i][r][k] b[r][k][j])` for i < 4, j < 8.
    /// Strides are in bytes.
    pub fn convolve_4x8(
        a: *const f32,
        a_stride: usize,
        a_row_stride: usize,
        rows: usize,
        row_length: usize,
        b: *const f32,
        bias: *const f32,
        y: *mut f32,
        y_stride: usize,
        floor: f32,
    );

    /// `tile[i][j] += sum over r < rows, k < row_length of a[r][k][i] b[r][k][j]` for i < 4, j < 8. Strides are in bytes.
    pub fn correlate_4x8(
        a: *const f32,
        a_stride: usize,
        a_row_stride: usize,
        rows: usize,
        row_length: usize,
        b: *const f32,
        b_stride: usize,
        b_row_stride: usize,
        tile: *mut f32,
    );
}
