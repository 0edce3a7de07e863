//! Properties: the plain interpreter of checked source and the evaluator of bytes decide the same.
