//! Tests across rooms, in one binary.

#[cfg(test)]
mod rooms;
#[cfg(test)]
mod strictness;
#[cfg(test)]
mod tidy;
