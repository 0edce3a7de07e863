//! Words and layout: diagnostics, errors and traces as text or JSON.
