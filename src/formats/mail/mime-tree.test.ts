import { describe, expect, it } from 'vitest'
import { bytesOf } from '#test/format-samples.ts'
import type { MimePart } from './mime-part.ts'
import { readMimeTree } from './mime-tree.ts'

function read(lines: readonly string[], end = '\r\n') {
  const text = lines.join(end)
  const tree = readMimeTree(bytesOf(text))
  const words = (part: MimePart): unknown =>
    part.parts.length > 0 ? part.parts.map(words) : text.slice(part.start, part.end)
  return { parts: words(tree.root), remarks: tree.remarks, root: tree.root, text }
}

const HEAD = ['From: a@b.c', 'Content-Type: multipart/mixed; boundary=b', '']

describe('the parts of a message', () => {
  it.each(['\r\n', '\n'])('end where the next one begins (%j)', (end) => {
    const { parts, remarks } = read([...HEAD, '--b', '', 'one', '', '--b', '', 'two', '--b--'], end)
    expect(parts).toEqual([`one${end}`, 'two'])
    expect(remarks).toEqual([])
  })

  it('are told apart by their whole boundary, whatever blanks follow it', () => {
    const { parts } = read([...HEAD, '--b \t', '', '--bc', '-- b', '--b', '', 'two', '--b--  '])
    expect(parts).toEqual(['--bc\r\n-- b', 'two'])
  })

  it('lie within each other', () => {
    const inner = [
      '--b',
      'Content-Type: multipart/mixed; boundary=bb',
      '',
      '--bb',
      '',
      'x',
      '--bb--',
    ]
    const { parts } = read([...HEAD, ...inner, '--b', '', 'y', '--b--'])
    expect(parts).toEqual([['x'], 'y'])
  })

  it('end with the part around them', () => {
    const inner = ['--b', 'Content-Type: multipart/mixed; boundary=c', '', '--c', '', 'x']
    expect(read([...HEAD, ...inner, '--b', '', 'y', '--b--']).parts).toEqual([['x'], 'y'])
  })

  it('may lack the end, the blank line, or everything', () => {
    const cut = read([...HEAD, '--b', '', 'one', '--b', 'Content-Type: text/plain'])
    expect(cut.parts).toEqual(['one', ''])
    expect(cut.remarks).toEqual([
      'The message ends before its last part is closed: it may be cut off.',
    ])
    expect(read([...HEAD, '--b', 'no header', 'here', '--b--']).parts).toEqual([
      'no header\r\nhere',
    ])
    const none = read([...HEAD, 'nothing'])
    expect(none.parts).toBe('nothing')
    expect(none.remarks).toEqual(['A part says that it holds others, but none of them is there.'])
  })

  it('are found without a declared boundary', () => {
    const head = ['From: a@b.c', 'Content-Type: multipart/mixed', '']
    const { parts, remarks } = read([
      ...head,
      '--xyz',
      'Content-Type: text/plain',
      '',
      'one',
      '--xyz--',
    ])
    expect(parts).toEqual(['one'])
    expect(remarks).toEqual([expect.stringContaining('this was found from its lines')])
    expect(read([...head, 'nothing']).parts).toBe('nothing')
  })

  it('keep the place of what stands outside of them', () => {
    const { root, text } = read([...HEAD, 'before', '--b', '', 'x', '--b--', 'after'])
    expect(root.around.map(({ start, end }) => text.slice(start, end).trim())).toEqual([
      'before',
      'after',
    ])
  })

  it('are counted beyond a bound, and not nested for ever', () => {
    const many = read([...HEAD, ...'--b,,x,'.repeat(6000).slice(0, -1).split(','), '--b--'])
    expect(many.root.parts).toHaveLength(4999)
    expect(many.remarks).toEqual([expect.stringMatching(/^It has 6001 parts; the last 1001/)])
    const nested = Array.from({ length: 200 }, (_, i) => [
      `Content-Type: multipart/mixed; boundary=n${i}`,
      '',
      `--n${i}`,
    ])
    const deep = read(['From: a@b.c', ...nested.flat()])
    expect(deep.remarks[0]).toMatch(/nested in more than 30 others/)
  })
})
