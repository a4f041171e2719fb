//! Training kernels on float32 tensors in NHWC layout, for a module that imports the memory of tfjs' WebAssembly
//! backend: tensors stay where they are.
//!
//! # Memory contract
//!
//! Every address points into the imported memory and is a multiple of 4. The module owns none of it: no statics, no data
//! segment (which would overwrite the backend's heap) and no allocator; whatever room an export needs is passed in, and
//! functions named `…_floats` say how much. The stack pointer starts at 0: the host must set the exported
//! `__stack_pointer` to the end of a block of 64 KiB, a multiple of 16, before the first call.
//!
//! No export fails or panics. Sizes are trusted: the host checks shapes first.

#![no_std]
#![feature(asm_experimental_arch)]
#![cfg(target_arch = "wasm32")]

pub mod batch_norm;
pub mod convolution;
pub mod elementwise;
pub mod filter_gradient;
pub mod geometry;
pub mod lanes;
pub mod max_pool;
pub mod microkernels;

/// Nothing here panics; if something did, the instance would trap.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
