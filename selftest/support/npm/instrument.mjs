/* Mutates the source of a store, and makes one script of all mutants.
 *
 * Reads {name, file, text, path} from stdin as JSON: the name of the source; its file and text; the path to the
 * store, which is the name of an export ("default") or of a member of a global of the page ("stores.Ideal").
 * Writes {mutants, script} to stdout, or one line to stderr and exit code 1.
 *
 * The script defines a member of window.source_mutants for each mutant, and one for the unmutated store. The
 * source runs when the member is first read, once for each: a store has its own of whatever the source keeps
 * outside its class.
 */
import {dirname} from 'node:path';
import {text as allOf} from 'node:stream/consumers';
import {build} from 'esbuild';
import {Instrumenter} from '@stryker-mutator/instrumenter';

const GLOBALS = {react: 'React', 'react-dom': 'ReactDOM', 'prop-types': 'PropTypes'}; // Dash's pages have them
const SWITCH = 'stryMutAct_9fa48, stryCov_9fa48'; // the functions that a source calls once it is instrumented
const LOGGER = {debug() {}, info() {}, isDebugEnabled: () => false};
const OPTIONS = {ignorers: [], excludedMutations: [], plugins: null, noHeader: true};

async function instrumented(file, text) {
    const sources = [{name: file, content: text, mutate: true}];
    const {files, mutants} = await new Instrumenter(LOGGER).instrument(sources, OPTIONS);
    return [files[0].content, mutants];
}

/** Return code with the modules that it imports, as an expression whose value has its exports. */
async function bundled(file, code) {
    const globals = {
        name: 'globals',
        setup({onResolve, onLoad}) {
            onResolve({filter: /^[\w-]+$/}, ({path}) => (path in GLOBALS ? {path, namespace: 'global'} : null));
            onLoad({filter: /.*/, namespace: 'global'}, ({path}) => ({
                contents: `module.exports = window.${GLOBALS[path]};`
            }));
        }
    };
    const {outputFiles} = await build({
        stdin: {contents: code, resolveDir: dirname(file), sourcefile: file, loader: /\.tsx?$/.test(file) ? 'tsx' : 'jsx'},
        bundle: true,
        format: 'iife',
        globalName: 'source',
        write: false,
        logLevel: 'silent',
        plugins: [globals]
    });
    return `${outputFiles[0].text}\nreturn source`;
}

/** Return the body of a function that runs the code and returns the object in which the store is. */
async function body(file, code, first, isModule) {
    if (isModule) {
        return bundled(file, code);
    }
    return `const before = window.${first};
        delete window.${first};
        try {
            ${code}
            return window.${first};
        } finally {
            window.${first} = before;
        }`;
}

/** Return the script of the stores with these ids. */
const script = (name, code, member, ids) => `(() => {
    const run = (${SWITCH}) => {
        ${code}
    };
    const stores = (window.source_mutants ??= {});
    const made = new Map();
    const make = active => run(id => id === active, () => {}).${member};
    for (const id of ${JSON.stringify(ids)}) {
        Object.defineProperty(stores, \`${name}-\${id}\`, {
            get: () => made.get(id) ?? made.set(id, make(id)).get(id)
        });
    }
})();
`;

try {
    const {name, file, text, path} = JSON.parse(await allOf(process.stdin));
    const [code, mutants] = await instrumented(file, text);
    const [first, ...rest] = path.split('.');
    const isModule = rest.length === 0;
    const ids = ['unmutated', ...mutants.map(({id}) => id)];
    const whole = script(name, await body(file, code, first, isModule), isModule ? first : rest.join('.'), ids);
    process.stdout.write(JSON.stringify({mutants, script: whole}));
} catch (problem) {
    const [first] = problem.errors ?? [];
    console.error(first ? first.text : problem.message.split('\n')[0]);
    process.exitCode = 1;
}
