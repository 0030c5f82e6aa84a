//! The desktop's behaviour: its state as plain functions, and its window through the accessibility tree.

mod support;
mod update;
mod window;
