//! Compiles the committed parser.

fn main() {
    let source = "../../editors/tree-sitter-policy/src";
    println!("cargo:rerun-if-changed={source}/parser.c");
    cc::Build::new()
        .include(source)
        .file(format!("{source}/parser.c"))
        .compile("tree-sitter-policy");
}
