//! Tests across rooms, in one binary.

mod rooms;
mod tidy;
