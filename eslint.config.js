import js from '@eslint/js'
import { createNodeResolver, importX } from 'eslint-plugin-import-x'
import { configs as litConfigs } from 'eslint-plugin-lit'
import { configs as wcConfigs } from 'eslint-plugin-wc'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** A file is one idea. Past this many lines ask what the second idea is. */
const MAX_LINES = 300

const LINK = 'src/link.ts'
const LIT = { regex: '^(lit|@lit)(/|$)', message: 'The library knows no Lit.' }
const SIMPLE_PEER = { regex: '^simple-peer(/|$)', message: `Only ${LINK} makes connections.` }

const ABOVE_THE_WIRE = ['mesh', 'action', 'media']
const ABOVE_THE_MESH = ['room', 'join-room', 'index', 'core']

/** What may import what: from the demo down to the wire, never back up. */
const directions = [
  { target: './src', from: './elements', message: 'The library knows no elements.' },
  { target: ['./src', './elements'], from: './test', message: 'What is published needs nothing of the tests.' },
  {
    target: './elements',
    from: './src',
    except: ['./index.ts', './core.ts', './torrent.ts', './firebase.ts', './ipfs.ts'],
    message: "Elements use the library's public entries only.",
  },
  {
    target: './src/strategies',
    from: './src',
    except: ['./strategies', './signaling.ts', './errors.ts', './json.ts', './limits.ts', './rate-limit.ts'],
    message:
      'A strategy is presence and addressed messages: it knows the seam (signaling.ts), never keys or connections.',
  },
  {
    target: ['./src/wire', `./${LINK}`],
    from: [...ABOVE_THE_WIRE, ...ABOVE_THE_MESH].map((file) => `./src/${file}.ts`),
    message: 'The wire and the link know nothing of rooms, actions and media.',
  },
  {
    target: ABOVE_THE_WIRE.map((file) => `./src/${file}.ts`),
    from: ABOVE_THE_MESH.map((file) => `./src/${file}.ts`),
    message: 'A room is made of them, not the other way round.',
  },
]

export default defineConfig(
  { ignores: ['dist', 'dist-demo', 'build/metadata/types', 'test/frameworks/*/**', 'test/package/consumer'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ['tsconfig.json', 'tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'] })],
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/no-restricted-paths': ['error', { zones: directions }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // `() => peer.close()` is how a callback is written, and `return fail()` how one leaves early, whatever they return.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `async close() {}` keeps to an interface of promises.
      '@typescript-eslint/require-await': 'off',
      // Overloaded callables read better as a type in the public API.
      '@typescript-eslint/prefer-function-type': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      // How a type joins an interface of somebody else's.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      // A callback that may return an answer or nothing is `Payload | void`.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: ['src/**', 'elements/**'],
    rules: { 'max-lines': ['error', MAX_LINES] },
  },
  {
    files: ['src/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [LIT, SIMPLE_PEER] }] },
  },
  {
    files: [LINK],
    rules: { 'no-restricted-imports': ['error', { patterns: [LIT] }] },
  },
  {
    files: ['elements/**'],
    ...litConfigs['flat/recommended'],
  },
  {
    files: ['elements/**'],
    ...wcConfigs['flat/best-practice'],
    settings: { wc: { elementBaseClasses: ['LitElement', 'TrysteroElement'] } },
    rules: {
      ...wcConfigs['flat/best-practice'].rules,
      'no-restricted-imports': ['error', { patterns: [SIMPLE_PEER] }],
    },
  },
  {
    files: ['test/**'],
    rules: {
      // `expect(x).to.be.true` is an assertion.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            // `equal` answers at once, whatever its types say; the runner waits for its tests by itself.
            { from: 'package', name: 'Equal', package: '@types/chai' },
            { from: 'package', name: ['describe', 'it', 'suite', 'test'], package: 'node:test' },
          ],
        },
      ],
    },
  },
  {
    // Node-side scripts: typed by JSDoc, they print for people.
    files: ['**/*.js', 'vite.config.ts'],
    rules: {
      'no-console': 'off',
      // The type checker knows what Node has.
      'no-undef': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // JSDoc says what an element that puppeteer found is.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
)
