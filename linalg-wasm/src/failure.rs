//! What can go wrong once the input has been checked.

/// Why a computation gave no result. The numbers are what the exports return; 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Failure {
    /// The workspace does not fit into the module's memory.
    Memory = 1,
    /// An iterative method reached its bound.
    Bound = 2,
}

/// Makes sure that `bytes` of workspace can be had, so that no allocation fails half-way (which would be a trap).
///
/// # Errors
///
/// [`Failure::Memory`] when they cannot.
pub fn reserve(bytes: u64) -> Result<(), Failure> {
    let bytes = usize::try_from(bytes).map_err(|_| Failure::Memory)?;
    let mut workspace: Vec<u8> = Vec::new();
    workspace
        .try_reserve_exact(bytes)
        .map_err(|_| Failure::Memory)
}
