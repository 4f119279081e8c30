// Compiles the modules of an archive with the Python that will read them: node browser.mjs PYODIDE ARCHIVE
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, archive] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide();
python.FS.writeFile("/source.zip", new Uint8Array(readFileSync(archive)));
python.runPython(`
import py_compile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
with ZipFile("/source.zip") as source, ZipFile("/compiled.zip", "w", ZIP_DEFLATED) as compiled:
    for name in source.namelist():
        content = source.read(name)
        if name.endswith(".py"):
            Path("/module.py").write_bytes(content)
            py_compile.compile("/module.py", "/module.pyc", dfile=name, doraise=True, invalidation_mode=unchecked)
            content, name = Path("/module.pyc").read_bytes(), name + "c"
        # The same files give the same archive.
        compiled.writestr(ZipInfo(name), content, ZIP_DEFLATED)
`);
writeFileSync(archive, python.FS.readFile("/compiled.zip"));
