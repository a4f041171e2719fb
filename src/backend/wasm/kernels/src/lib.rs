//! Training kernels on float32 tensors in NHWC layout, for a module that imports the memory of tfjs' WebAssembly
//! backend: tensors are not copied.
//!
//! # Memory contract
//!
//! Every address points into the imported memory and is a multiple of 4. The module owns none of this memory: it has no
//! statics, no data segment (which would overwrite the backend's heap) and no allocator. Scratch memory is an argument,
//! and the exports named `…_floats` return its size. The stack pointer starts at 0: the host must set the exported
//! `__stack_pointer` to the end of a block of 64 KiB, a multiple of 16, before the first call.
//!
//! No export fails or panics. No export checks sizes: the host does.

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

/// No code here panics. `no_std` requires a handler, which traps.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
