//! Stock-takes (W7, W8, W14): sheets to count with, what changed since the last
//! count and why, who must look again.

pub mod count;
pub mod settle;
