// Writes what the reference implementation makes of texts, for the tests of
// internal/text/tokenizer to compare with. It needs Node 20 and the npm
// package tokenizers (0.23; the Hugging Face library itself, in Rust):
//
//   npm install --prefix DIR tokenizers@0.23
//   NODE_PATH=DIR/node_modules node training/tokenizer_goldens.mjs --out FOLDER [FILE...]
//   NODE_PATH=DIR/node_modules node training/tokenizer_goldens.mjs --tiny internal/text/tokenizer/testdata
//
// The first form reads real sentences from MEDCODE_DATA and takes them through
// the tokenizer.json files there and those named (plain or gzip); the test
// reads FOLDER through MEDCODE_TEST_TOKENIZER_GOLDENS. The second makes the
// committed goldens anew from the sentences and models in that folder; for the
// tokenizers in MEDCODE_DATA, which are not committed, it writes digests.
//
// A golden is a line of JSON: t the text, i the ids without special tokens,
// o the offsets in characters, start and end by turns, each as the step from
// the one before. The first line has s, the ids of the empty text with its
// special tokens.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'

const { Tokenizer } = createRequire(import.meta.url)('tokenizers')
const wanted = 12000

function text(file) {
  const b = fs.readFileSync(file)
  return (file.endsWith('.gz') ? zlib.gunzipSync(b) : b).toString('utf8')
}

const jsonl = (file) => text(file).split('\n').filter(Boolean).map((l) => JSON.parse(l).text)

// The text of the cells of a CSV file; quoted cells may run over lines.
const csv = (file) => [...text(file).matchAll(/"((?:[^"]|"")*)"/g)].map((m) => m[1].replaceAll('""', '"'))

// The answers in the XML files of a tar archive, which is blocks of 512 bytes.
function medquad(file) {
  const b = zlib.gunzipSync(fs.readFileSync(file))
  const texts = []
  for (let at = 0; at + 512 <= b.length && b[at] !== 0;) {
    const size = parseInt(b.toString('latin1', at + 124, at + 136), 8) || 0
    const xml = b.toString('utf8', at + 512, at + 512 + size)
    for (const m of xml.matchAll(/<(?:Answer|Question)[^>]*>([^<]*)</g)) texts.push(m[1])
    at += 512 + Math.ceil(size / 512) * 512
  }
  return texts
}

// Up to count different sentences of texts, spread over them, those with
// characters outside ASCII first.
function pick(texts, count) {
  const all = new Set()
  for (const t of texts)
    for (const line of (t ?? '').split('\n'))
      for (const s of line.split(/(?<=[.!?])\s/)) if (s.trim().length > 3 && s.length < 1000) all.add(s)
  const plain = [], rare = []
  for (const s of all) (/[^\x00-\x7f]/.test(s) ? rare : plain).push(s)
  const some = rare.slice(0, count / 2)
  const step = Math.max(1, plain.length / (count - some.length))
  for (let i = 0; some.length < count && Math.floor(i) < plain.length; i += step) some.push(plain[Math.floor(i)])
  return some
}

function sentences(data) {
  const at = (name) => path.join(data, 'notes', name)
  const aci = fs.readdirSync(at('aci-bench')).filter((f) => f.endsWith('.csv') && !f.includes('metadata'))
  return [
    ...pick([...jsonl(at('codiesp_train.jsonl')), ...jsonl(at('codiesp_background.jsonl'))], wanted / 4),
    ...pick(jsonl(at('e3c_english_ccby.jsonl.gz')), wanted / 4),
    ...pick(aci.flatMap((f) => csv(path.join(at('aci-bench'), f))), wanted / 4),
    ...pick(medquad(path.join(data, 'medquad.tar.gz')), wanted / 4),
  ]
}

// A line of random characters of many scripts, from a generator with a seed,
// so that every run has the same.
function noise(seed) {
  const blocks = [[0x20, 0x7e], [0x20, 0x7e], [0x20, 0x20], [0, 0x2ff], [0x300, 0x36f], [0x370, 0x6ff], [0x900, 0xdff],
    [0x1100, 0x11ff], [0x1e00, 0x1fff], [0x2000, 0x206f], [0x2070, 0x2bff], [0x3000, 0x33ff], [0x4e00, 0x4eff],
    [0xac00, 0xacff], [0xf900, 0xfaff], [0xfb00, 0xfb4f], [0xfe00, 0xffef], [0x1d400, 0x1d7ff], [0x1f300, 0x1faff]]
  let x = seed * 2654435761 % 4294967296
  const next = (n) => (x = (x * 1664525 + 1013904223) % 4294967296, Math.floor(x / 4294967296 * n))
  let s = ''
  for (let i = next(40) + 1; i > 0; i--) {
    const [from, to] = blocks[next(blocks.length)]
    s += String.fromCodePoint(from + next(to - from + 1))
  }
  return s
}

// The reference with truncation and padding off, which the package leaves to
// its callers too.
const load = (json) => Tokenizer.fromString(JSON.stringify({ ...json, truncation: null, padding: null }))

async function golden(json, texts) {
  const t = load(json)
  const lines = [{ s: (await t.encode('', null, { addSpecialTokens: true })).getIds() }]
  for (const text of texts) {
    const e = await t.encode(text, null, { addSpecialTokens: false })
    lines.push({ t: text, i: e.getIds(), o: e.getOffsets().flat().map((x, k, all) => x - (all[k - 1] ?? 0)) })
  }
  return lines
}

const write = (file, lines) => fs.writeFileSync(file, lines.map((l) => JSON.stringify(l)).join('\n') + '\n')

const fail = (why) => { throw new Error(why) }
const digest = (s) => createHash('sha256').update(s).digest('hex').slice(0, 8)

// The tokenizer.json files of a data folder.
function shared(data) {
  const folder = path.join(data, 'tokenizers')
  return fs.readdirSync(folder).filter((f) => f.includes('tokenizer.json')).map((f) => path.join(folder, f))
}

async function full(out, files) {
  const data = process.env.MEDCODE_DATA ?? fail('set MEDCODE_DATA to the folder with notes/ and tokenizers/')
  const nasty = JSON.parse(text(new URL('../internal/text/tokenizer/testdata/sentences.json', import.meta.url).pathname))
  const texts = [...sentences(data), ...nasty, ...Array.from({ length: 2000 }, (_, i) => noise(i + 1))]
  fs.mkdirSync(out, { recursive: true })
  for (const f of [...shared(data), ...files]) {
    const name = path.basename(f).replace(/\.gz$/, '')
    fs.writeFileSync(path.join(out, name), text(f))
    write(path.join(out, name + '.golden.jsonl'), await golden(JSON.parse(text(f)), texts))
    console.log(`${name}: ${texts.length} texts`)
  }
}

// tiny.json holds models by name, and variants: a model's name, and the parts
// in which the variant differs from it.
async function tiny(folder) {
  const texts = JSON.parse(text(path.join(folder, 'sentences.json')))
  const { models, variants } = JSON.parse(text(path.join(folder, 'tiny.json')))
  const goldens = {}
  for (const v of variants) {
    const json = { ...models[v.model], ...v.parts }
    json.model = { ...models[v.model].model, ...v.options }
    const lines = await golden(json, texts)
    goldens[v.name] = [lines[0].s, ...lines.slice(1).map((l) => [l.i, l.o])]
  }
  const rows = Object.entries(goldens).map(([k, v]) => `${JSON.stringify(k)}: ${JSON.stringify(v)}`)
  fs.writeFileSync(path.join(folder, 'golden.json'), `{\n${rows.join(',\n')}\n}\n`)
  console.log(`${rows.length} variants, ${texts.length} sentences`)
  const digests = {}
  for (const f of shared(process.env.MEDCODE_DATA ?? fail('set MEDCODE_DATA to the folder with tokenizers/'))) {
    const lines = await golden(JSON.parse(text(f)), texts)
    digests[path.basename(f)] = lines.slice(1).map((l) => digest(JSON.stringify([l.i, l.o])))
  }
  fs.writeFileSync(path.join(folder, 'digests.json'), JSON.stringify(digests, null, 0).replaceAll('],', '],\n') + '\n')
}

const [mode, folder, ...files] = process.argv.slice(2)
if (mode === '--out' && folder) await full(folder, files)
else if (mode === '--tiny' && folder) await tiny(folder)
else fail('usage: tokenizer_goldens.mjs --out FOLDER [FILE...] | --tiny FOLDER')
