//! The kernels in WebAssembly assembly.
//!
//! There are two reasons not to use intrinsics. LLVM reorders them (all loads first, then chains of multiply-adds), which
//! spills registers. And V8 in Deno checks the bounds of every load, so loads are expensive: loading 16 bytes and spreading their
//! lanes by shuffles is faster than `load_splat`. Eight accumulators, two vectors of B, one or two of A and one spread lane use
//! the sixteen registers of x86; wider tiles spill.

use core::arch::global_asm;

/// Pushes the value of a local.
macro_rules! get {
    ($local:literal) => {
        concat!("local.get ", $local, "\n")
    };
}

/// Sets a local to the 16 bytes at an address that another local holds.
macro_rules! load {
    ($target:literal, $address:literal, $offset:literal) => {
        concat!(
            get!($address),
            "v128.load ",
            $offset,
            "\n",
            "local.set ",
            $target,
            "\n"
        )
    };
}

/// Stores the value of a local.
macro_rules! store {
    ($address:literal, $offset:literal, $local:literal) => {
        concat!(get!($address), get!($local), "v128.store ", $offset, "\n")
    };
}

/// Spreads a lane of local `$a` over local 16, then adds its products with locals 14 and 15 to two accumulators.
macro_rules! row {
    ($madd:literal, $a:literal, $lanes:literal, $left:literal, $right:literal) => {
        concat!(
            get!($a),
            get!($a),
            "i8x16.shuffle ",
            $lanes,
            "\nlocal.set 16\n",
            get!(16),
            get!(14),
            get!($left),
            $madd,
            "\nlocal.set ",
            $left,
            "\n",
            get!(16),
            get!(15),
            get!($right),
            $madd,
            "\nlocal.set ",
            $right,
            "\n"
        )
    };
}

/// One step of depth, f32: 16 bytes of A (four rows), 32 bytes of B (eight columns).
macro_rules! step_f32 {
    ($a:literal, $b:literal, $b16:literal) => {
        concat!(
            load!(12, 1, $a),
            load!(14, 2, $b),
            load!(15, 2, $b16),
            row!(
                "f32x4.relaxed_madd",
                12,
                "0,1,2,3,0,1,2,3,0,1,2,3,0,1,2,3",
                4,
                5
            ),
            row!(
                "f32x4.relaxed_madd",
                12,
                "4,5,6,7,4,5,6,7,4,5,6,7,4,5,6,7",
                6,
                7
            ),
            row!(
                "f32x4.relaxed_madd",
                12,
                "8,9,10,11,8,9,10,11,8,9,10,11,8,9,10,11",
                8,
                9
            ),
            row!(
                "f32x4.relaxed_madd",
                12,
                "12,13,14,15,12,13,14,15,12,13,14,15,12,13,14,15",
                10,
                11
            )
        )
    };
}

/// One step of depth, f64: 32 bytes of A (four rows), 32 bytes of B (four columns).
macro_rules! step_f64 {
    ($offset:literal, $offset16:literal) => {
        concat!(
            load!(12, 1, $offset),
            load!(14, 2, $offset),
            load!(15, 2, $offset16),
            row!(
                "f64x2.relaxed_madd",
                12,
                "0,1,2,3,4,5,6,7,0,1,2,3,4,5,6,7",
                4,
                5
            ),
            row!(
                "f64x2.relaxed_madd",
                12,
                "8,9,10,11,12,13,14,15,8,9,10,11,12,13,14,15",
                6,
                7
            ),
            load!(12, 1, $offset16),
            row!(
                "f64x2.relaxed_madd",
                12,
                "0,1,2,3,4,5,6,7,0,1,2,3,4,5,6,7",
                8,
                9
            ),
            row!(
                "f64x2.relaxed_madd",
                12,
                "8,9,10,11,12,13,14,15,8,9,10,11,12,13,14,15",
                10,
                11
            )
        )
    };
}

/// A function (depth 0, a 1, b 2, tile 3; accumulators 4 to 11) that runs `$body`, four steps of depth, until
/// the end of the panels.
macro_rules! kernel {
    ($name:literal, $body:expr, $a_bytes:literal, $b_bytes:literal) => {
        global_asm!(concat!(
            ".section .text.",
            $name,
            ",\"\",@\n",
            ".globl ",
            $name,
            "\n.type ",
            $name,
            ",@function\n",
            $name,
            ":\n",
            ".functype ",
            $name,
            " (i32, i32, i32, i32) -> ()\n",
            ".local v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128, v128\n",
            "loop\n",
            $body,
            get!(1),
            "i32.const ",
            $a_bytes,
            "\ni32.add\nlocal.set 1\n",
            get!(2),
            "i32.const ",
            $b_bytes,
            "\ni32.add\nlocal.set 2\n",
            get!(0),
            "i32.const 4\ni32.sub\nlocal.tee 0\nbr_if 0\nend_loop\n",
            store!(3, 0, 4),
            store!(3, 16, 5),
            store!(3, 32, 6),
            store!(3, 48, 7),
            store!(3, 64, 8),
            store!(3, 80, 9),
            store!(3, 96, 10),
            store!(3, 112, 11),
            "end_function\n"
        ));
    };
}

kernel!(
    "repr_tile_f32",
    concat!(
        step_f32!(0, 0, 16),
        step_f32!(16, 32, 48),
        step_f32!(32, 64, 80),
        step_f32!(48, 96, 112)
    ),
    64,
    128
);
kernel!(
    "repr_tile_f64",
    concat!(
        step_f64!(0, 16),
        step_f64!(32, 48),
        step_f64!(64, 80),
        step_f64!(96, 112)
    ),
    128,
    128
);

unsafe extern "C" {
    /// See [`super::Scalar::tile`].
    #[link_name = "repr_tile_f32"]
    pub fn tile_f32(depth: usize, a: *const f32, b: *const f32, tile: *mut f32);
    /// See [`super::Scalar::tile`].
    #[link_name = "repr_tile_f64"]
    pub fn tile_f64(depth: usize, a: *const f64, b: *const f64, tile: *mut f64);
}
