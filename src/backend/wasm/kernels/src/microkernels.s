# The two innermost loops, in WebAssembly assembly. They are not Rust intrinsics for two reasons: LLVM reorders
# intrinsics (all loads first, then chains of multiply-adds), which spills registers; and V8 checks the bounds of every
# load here, so the number of loads limits the speed: one 16-byte load and four lane shuffles serve four products, where
# load-and-splat would be four loads. Strides are in bytes.

# Spreads the lane of local \from that has bytes \a \b \c \d over local \to.
	.macro	spread from, to, a, b, c, d
	local.get	\from
	local.get	\from
	i8x16.shuffle	\a, \b, \c, \d, \a, \b, \c, \d, \a, \b, \c, \d, \a, \b, \c, \d
	local.set	\to
	.endm

# Local \sum += local \x * local \y.
	.macro	madd sum, x, y
	local.get	\x
	local.get	\y
	local.get	\sum
	f32x4.relaxed_madd
	local.set	\sum
	.endm

# Loads 16 bytes from the address in local \from, \offset bytes further, into local \to.
	.macro	load to, from, offset
	local.get	\from
	v128.load	\offset:p2align=2
	local.set	\to
	.endm

# Stores local \value at the address in local \to, \offset bytes further.
	.macro	store value, to, offset
	local.get	\to
	local.get	\value
	v128.store	\offset:p2align=2
	.endm

# Local \target = local \x + local \y.
	.macro	add target, x, y
	local.get	\x
	local.get	\y
	i32.add
	local.set	\target
	.endm

# Local \target += the number \amount.
	.macro	advance target, amount
	local.get	\target
	i32.const	\amount
	i32.add
	local.set	\target
	.endm

# convolve_4x8(a, a_stride, a_row_stride, rows, row_length, b, bias, y, y_stride, floor)
#
# y[i][j] = max(floor, bias[j] + sum over r < rows, k < row_length of a[i][r][k] b[r][k][j]), i < 4, j < 8.
# Parameters 0-9 as named. Locals: 10-13 rows of a; 14 the elements left of a row; 15-22 the sums, two for each i; 23-26
# four values of each row of a; 27-28 eight values of b; 29 one value of a, spread.

	.macro	convolve_row from, a, b, c, d, left, right
	spread	\from, 29, \a, \b, \c, \d
	madd	\left, 29, 27
	madd	\right, 29, 28
	.endm

	.macro	convolve_lane left, right, a, b, c, d
	load	27, 5, \left
	load	28, 5, \right
	convolve_row	23, \a, \b, \c, \d, 15, 16
	convolve_row	24, \a, \b, \c, \d, 17, 18
	convolve_row	25, \a, \b, \c, \d, 19, 20
	convolve_row	26, \a, \b, \c, \d, 21, 22
	.endm

	.macro	convolve_single from, left, right
	local.get	\from
	v128.load32_splat	0:p2align=2
	local.set	29
	madd	\left, 29, 27
	madd	\right, 29, 28
	.endm

	.macro	copy from, to
	local.get	\from
	local.set	\to
	.endm

	.macro	convolve_store left, right
	local.get	7
	local.get	\left
	local.get	29
	f32x4.pmax
	v128.store	0:p2align=2
	local.get	7
	local.get	\right
	local.get	29
	f32x4.pmax
	v128.store	16:p2align=2
	add	7, 7, 8
	.endm

	.section	.text.convolve_4x8,"",@
	.globl	convolve_4x8
	.type	convolve_4x8,@function
convolve_4x8:
	.functype	convolve_4x8 (i32, i32, i32, i32, i32, i32, i32, i32, i32, f32) -> ()
	.local	i32, i32, i32, i32, i32, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128
	load	15, 6, 0
	load	16, 6, 16
	copy	15, 17
	copy	16, 18
	copy	15, 19
	copy	16, 20
	copy	15, 21
	copy	16, 22
	loop
	copy	0, 10
	add	11, 10, 1
	add	12, 11, 1
	add	13, 12, 1
	copy	4, 14
	block
	local.get	14
	i32.const	4
	i32.lt_u
	br_if	0
	loop
	load	23, 10, 0
	load	24, 11, 0
	load	25, 12, 0
	load	26, 13, 0
	convolve_lane	0, 16, 0, 1, 2, 3
	convolve_lane	32, 48, 4, 5, 6, 7
	convolve_lane	64, 80, 8, 9, 10, 11
	convolve_lane	96, 112, 12, 13, 14, 15
	advance	10, 16
	advance	11, 16
	advance	12, 16
	advance	13, 16
	advance	5, 128
	local.get	14
	i32.const	4
	i32.sub
	local.tee	14
	i32.const	3
	i32.gt_u
	br_if	0
	end_loop
	end_block
	block
	local.get	14
	i32.eqz
	br_if	0
	loop
	load	27, 5, 0
	load	28, 5, 16
	convolve_single	10, 15, 16
	convolve_single	11, 17, 18
	convolve_single	12, 19, 20
	convolve_single	13, 21, 22
	advance	10, 4
	advance	11, 4
	advance	12, 4
	advance	13, 4
	advance	5, 32
	local.get	14
	i32.const	1
	i32.sub
	local.tee	14
	br_if	0
	end_loop
	end_block
	add	0, 0, 2
	local.get	3
	i32.const	1
	i32.sub
	local.tee	3
	br_if	0
	end_loop
	local.get	9
	f32x4.splat
	local.set	29
	convolve_store	15, 16
	convolve_store	17, 18
	convolve_store	19, 20
	convolve_store	21, 22
	end_function

# correlate_4x8(a, a_stride, a_row_stride, rows, row_length, b, b_stride, b_row_stride, tile)
#
# tile[i][j] += sum over r < rows, k < row_length of a[r][k][i] b[r][k][j], i < 4, j < 8.
# Parameters 0-8 as named. Locals: 9-10 the addresses in a and b; 11 the elements left of a row; 12-19 the sums, two for each
# i; 20-21 eight values of b; 22 one value of a, spread; 23 four values of a.

	.macro	correlate_lane a, b, c, d, left, right
	spread	23, 22, \a, \b, \c, \d
	madd	\left, 22, 20
	madd	\right, 22, 21
	.endm

	.macro	correlate_position
	load	23, 9, 0
	load	20, 10, 0
	load	21, 10, 16
	correlate_lane	0, 1, 2, 3, 12, 13
	correlate_lane	4, 5, 6, 7, 14, 15
	correlate_lane	8, 9, 10, 11, 16, 17
	correlate_lane	12, 13, 14, 15, 18, 19
	add	9, 9, 1
	add	10, 10, 6
	.endm

	.section	.text.correlate_4x8,"",@
	.globl	correlate_4x8
	.type	correlate_4x8,@function
correlate_4x8:
	.functype	correlate_4x8 (i32, i32, i32, i32, i32, i32, i32, i32, i32) -> ()
	.local	i32, i32, i32, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128
	load	12, 8, 0
	load	13, 8, 16
	load	14, 8, 32
	load	15, 8, 48
	load	16, 8, 64
	load	17, 8, 80
	load	18, 8, 96
	load	19, 8, 112
	loop
	copy	0, 9
	copy	5, 10
	copy	4, 11
	block
	local.get	11
	i32.const	2
	i32.lt_u
	br_if	0
	loop
	correlate_position
	correlate_position
	local.get	11
	i32.const	2
	i32.sub
	local.tee	11
	i32.const	1
	i32.gt_u
	br_if	0
	end_loop
	end_block
	block
	local.get	11
	i32.eqz
	br_if	0
	correlate_position
	end_block
	add	0, 0, 2
	add	5, 5, 7
	local.get	3
	i32.const	1
	i32.sub
	local.tee	3
	br_if	0
	end_loop
	store	12, 8, 0
	store	13, 8, 16
	store	14, 8, 32
	store	15, 8, 48
	store	16, 8, 64
	store	17, 8, 80
	store	18, 8, 96
	store	19, 8, 112
	end_function
