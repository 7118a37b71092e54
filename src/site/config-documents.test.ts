import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseConfig } from './parse-config.ts'

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

test('the shipped configuration is right', async () => {
  expect(await parseConfig(JSON.parse(read('public/config.json')))).toMatchObject({ ok: true })
})

test('the documented example is right, and the document names every key', async () => {
  const document = read('docs/configuration.md')
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(document) ?? []
  const parsed = await parseConfig(JSON.parse(example))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const { accessReason, ...others } = parsed.config
  for (const key of [...Object.keys(others), 'accessReason', ...Object.keys(accessReason)]) {
    expect(document).toMatch(new RegExp(`\\| \`${key}\` +\\|`))
  }
})
