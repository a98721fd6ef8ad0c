//! Files → typed rows: sniff, decode, find the heading, map aliases, parse
//! cells, collect every bad cell with its address.

pub mod book;
pub mod cell;
pub mod decode;
pub mod delimited;
pub mod schema;
pub mod tables;
