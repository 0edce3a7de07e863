//! Compiles the committed parsers: the one with layout 15, and under a name of its own the one for
//! older programs.

const GRAMMAR: &str = "../../editors/tree-sitter-policy";

fn compile(folder: &str, name: &str) {
    let source = format!("{GRAMMAR}/{folder}");
    println!("cargo:rerun-if-changed={source}/parser.c");
    cc::Build::new()
        .include(&source)
        .define("tree_sitter_policy", name)
        .file(format!("{source}/parser.c"))
        .compile(name);
}

fn main() {
    compile("src", "tree_sitter_policy_15");
    compile("layout-14/src", "tree_sitter_policy_14");
}
