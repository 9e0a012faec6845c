//! Runs wasm-bindgen over a compiled module: `xtask bindgen <in.wasm> <out.wasm>`. `xtask guest` is for a module that works
//! on the memory of another one: it has no bindings, for wasm-bindgen would add static memory, and imports its stack pointer.
//!
//! A module with a shared memory gets a start function from wasm-bindgen that gives each thread a stack, under a lock
//! that can park. This module uses no stack, and threads that must not park open it; so it goes through with its
//! memory marked as unshared, and gets the mark back. Of the output only the module is kept: all exports take and
//! answer plain numbers, and need no glue.

use std::{env, error::Error, process::ExitCode};

use walrus::{ExportItem, GlobalKind, Module};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [task, input, output] = arguments.as_slice() else {
        eprintln!("usage: xtask bindgen <in.wasm> <out.wasm>");
        return ExitCode::FAILURE;
    };
    let done = match task.as_str() {
        "bindgen" => bindgen(input, output),
        "guest" => guest(input, output),
        _ => {
            eprintln!("xtask knows no task {task:?}; it knows: bindgen, guest");
            return ExitCode::FAILURE;
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {task} failed on {input}: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn bindgen(input: &str, output: &str) -> Result<(), Box<dyn Error>> {
    let mut module = Module::from_file(input)?;
    set_shared(&mut module, false)?;
    // The linker's start function fills static memory, once per memory; a module without any has none. wasm-bindgen would
    // make it a part of its own.
    if let Some(start) = module.start.take() {
        module.exports.add(START, start);
    }
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
    finish(module, output)
}

fn guest(input: &str, output: &str) -> Result<(), Box<dyn Error>> {
    let mut module = Module::from_file(input)?;
    let stack = module.globals.iter().find(|global| global.mutable).map(|global| global.id());
    if let Some(stack) = stack {
        let import = module.imports.add("env", "stack", stack);
        module.globals.get_mut(stack).kind = GlobalKind::Import(import);
    }
    finish(&mut module, output)
}

/// Leaves what the loader relies on: functions, and a memory that is imported.
fn finish(module: &mut Module, output: &str) -> Result<(), Box<dyn Error>> {
    let others: Vec<_> = module
        .exports
        .iter()
        .filter(|export| !matches!(export.item, ExportItem::Function(_)))
        .map(|export| export.id())
        .collect();
    for id in others {
        module.exports.delete(id);
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
