import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { killed, listening, startProcess } from '#test/killed-server.ts'
import { runAdmin } from './admin/run-admin.ts'

const TOKEN = 'environment-token-0123456789'

/** @returns what each of the tokens is worth to a server that runs for as long as it takes to find out */
async function statuses(data: string, env: string, tokens: string[]): Promise<number[]> {
  const server = startProcess(data, env)
  onTestFinished(async () => void (await killed(server)))
  const url = `${await listening(server)}/organizations`
  const asked = tokens.map((token) => fetch(url, { headers: { authorization: `Bearer ${token}` } }))
  const answers = await Promise.all(asked)
  await killed(server)
  return answers.map(({ status }) => status)
}

test('who signed in stays so over a kill and a restart, until all are signed out; the token of the environment is of its run alone', async () => {
  const data = await mkdtemp(join(tmpdir(), 'binnacle-restart-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const server = startProcess(data, TOKEN)
  onTestFinished(async () => void (await killed(server)))
  const url = await listening(server)
  const lines: string[] = []
  const say = { now: new Date(), out: (line: string) => lines.push(line), note: () => undefined }
  const env = { BINNACLE_DATA: data, BINNACLE_PUBLIC_URL: url }
  expect(await runAdmin(['link'], { env, ...say })).toBe(0)
  const [, code] = /#code=(\S+)$/.exec(lines[0] ?? '') ?? []
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ code })
  const answer = await fetch(`${url}/session`, { method: 'POST', headers, body })
  const { token } = (await answer.json()) as { token: string }
  await killed(server)
  // A setting that is empty counts as not set.
  expect(await statuses(data, '', [token, TOKEN])).toEqual([200, 401])
  expect(await statuses(data, TOKEN, [token, TOKEN])).toEqual([200, 200])
  expect(await runAdmin(['link', 'end'], { env, ...say })).toBe(0)
  expect(lines.at(-1)).toBe('Signed out 1 session. No link that was printed is good any more.')
  expect(await statuses(data, TOKEN, [token, TOKEN])).toEqual([401, 200])
})
