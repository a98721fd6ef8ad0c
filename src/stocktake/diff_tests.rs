//! Properties of the comparison.
