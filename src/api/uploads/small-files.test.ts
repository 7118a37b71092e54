import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { forgetAhead, isSmall, readAhead, readSmall, smallJson } from './small-files.ts'

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')

/** A file that counts how often it is read. */
function counted(text: string) {
  const file = new Blob([text])
  return { file, read: vi.spyOn(file, 'arrayBuffer') }
}

test('a small file is read once, and what was read is what is hashed', async () => {
  const { file, read } = counted('scan')
  readAhead(file)
  readAhead(file)
  const { bytes, sha256 } = await readSmall(file)
  expect(new TextDecoder().decode(bytes)).toBe('scan')
  expect(sha256).toBe(sha256Of('scan'))
  expect(read).toHaveBeenCalledTimes(1)
})

test('what was read ahead serves one attempt: the next one reads what the file says then', async () => {
  const { file, read } = counted('scan')
  readAhead(file)
  await readSmall(file)
  await readSmall(file)
  expect(read).toHaveBeenCalledTimes(2)
})

test('no more than some megabytes are held, and none that is large', async () => {
  const megabyte = 'x'.repeat(1024 * 1024 - 2)
  const files = Array.from({ length: 41 }, (_, at) => counted(`${megabyte}${10 + at}`))
  for (const { file } of files) readAhead(file)
  for (const { file } of files) await readSmall(file)
  const calls = files.map(({ read }) => read.mock.calls.length)
  expect(calls).toEqual([2, ...Array.from({ length: 40 }, () => 1)])
  const large = counted('x'.repeat(1024 * 1024 + 1))
  readAhead(large.file)
  expect(isSmall(large.file)).toBe(false)
  expect(large.read).not.toHaveBeenCalled()
})

test('what is forgotten is read again, and leaves its room to others', async () => {
  const megabyte = 'x'.repeat(1024 * 1024 - 2)
  const files = Array.from({ length: 40 }, (_, at) => counted(`${megabyte}${10 + at}`))
  for (const { file } of files) readAhead(file)
  const [first, second] = files
  if (!first || !second) throw new Error('None.')
  forgetAhead([first.file])
  await readSmall(first.file)
  expect(first.read).toHaveBeenCalledTimes(2)
  const next = counted(megabyte)
  readAhead(next.file)
  forgetAhead()
  for (const { file } of [second, next]) await readSmall(file)
  expect([second, next].map(({ read }) => read.mock.calls.length)).toEqual([2, 2])
})

test('a file that could not be read ahead is read again when it is sent, and fails then', async () => {
  const { file, read } = counted('scan')
  const gone = new DOMException('Gone', 'NotReadableError')
  read.mockRejectedValueOnce(gone)
  readAhead(file)
  await new Promise((resolve) => setTimeout(resolve))
  expect((await readSmall(file)).sha256).toBe(sha256Of('scan'))
  read.mockRejectedValueOnce(gone)
  await expect(readSmall(file)).rejects.toBe(gone)
})

test('the JSON holds fields and content; an empty file is a Binary without data', async () => {
  const fields = JSON.stringify({ resourceType: 'Binary', contentType: 'text/plain' })
  const json = smallJson(fields, await readSmall(new Blob(['scan'])))
  expect(JSON.parse(json)).toEqual({
    resourceType: 'Binary',
    contentType: 'text/plain',
    data: btoa('scan'),
  })
  expect(smallJson(fields, await readSmall(new Blob([])))).toBe(fields)
})
