//! Failures of computations whose input is valid.

/// Why a computation has no result. The exports return these numbers; 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Failure {
    /// The workspace does not fit into the module's memory.
    Memory = 1,
    /// An iterative method reached its bound.
    Bound = 2,
}

/// Makes sure that `bytes` of workspace can be allocated, because an allocation that fails later would be a trap.
///
/// # Errors
///
/// [`Failure::Memory`] if they cannot.
pub fn reserve(bytes: u64) -> Result<(), Failure> {
    let bytes = usize::try_from(bytes).map_err(|_| Failure::Memory)?;
    let mut workspace: Vec<u8> = Vec::new();
    workspace
        .try_reserve_exact(bytes)
        .map_err(|_| Failure::Memory)
}
