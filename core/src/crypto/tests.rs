//! Tests of the providers.
