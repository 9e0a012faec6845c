//! Runs wasm-bindgen over a compiled module: `xtask bindgen <in.wasm> <out.wasm>`.
//!
//! A module with a shared memory gets a start function from wasm-bindgen that gives each thread a stack, under a lock
//! that can park. This module uses no stack, and threads that must not park open it; so it goes through with its
//! memory marked as unshared, and gets the mark back. Of the output only the module is kept: all exports take and
//! answer plain numbers, and need no glue.

use std::{env, error::Error, process::ExitCode};

use walrus::{ExportItem, Module};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [task, input, output] = arguments.as_slice() else {
        eprintln!("usage: xtask bindgen <in.wasm> <out.wasm>");
        return ExitCode::FAILURE;
    };
    if task != "bindgen" {
        eprintln!("xtask knows no task {task:?}; it knows: bindgen");
        return ExitCode::FAILURE;
    }
    match bindgen(input, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen failed on {input}: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn bindgen(input: &str, output: &str) -> Result<(), Box<dyn Error>> {
    let mut module = Module::from_file(input)?;
    set_shared(&mut module, false)?;
    // The linker's start function fills static memory, once per memory. wasm-bindgen would make it a part of its own.
    let start = module.start.take().ok_or("the module has no start function")?;
    module.exports.add(START, start);
    let mut bindgen = Bindgen::new();
    let mut generated =
        bindgen.input_module("milost", module).web(true)?.typescript(false).generate_output()?;

    let module = generated.wasm_mut();
    set_shared(module, true)?;
    let exports: Vec<_> =
        module.exports.iter().map(|export| (export.id(), export.name.clone(), export.item)).collect();
    for (id, name, item) in exports {
        if let (START, ExportItem::Function(function)) = (name.as_str(), item) {
            module.start = Some(function);
        }
        // What wasm-bindgen adds for references, exceptions and its own start: nothing here uses it.
        if name.starts_with("__") {
            module.exports.delete(id);
        }
    }
    walrus::passes::gc::run(module);
    for import in module.imports.iter_mut() {
        import.module = "env".into();
    }
    module.producers.clear();
    module.emit_wasm_file(output)?;
    Ok(())
}

/// The name under which the start function passes through wasm-bindgen.
const START: &str = "__milost_start";

fn set_shared(module: &mut Module, shared: bool) -> Result<(), Box<dyn Error>> {
    let memory = module.memories.iter_mut().next().ok_or("the module has no memory")?;
    memory.shared = shared;
    Ok(())
}
