import { describe, expect, test } from 'vitest'
import { decodedSize, decodeFile, type WrittenFile } from './file-inside.ts'

const file = (encoding: WrittenFile['encoding'], data: string): WrittenFile => ({
  contentType: 'text/plain',
  encoding,
  data,
})

describe('a file inside another', () => {
  test.for([
    [file('base64', 'R3LDvMOf\r\nZSE='), 'Grüße!'],
    [file('base64', 'R3I='), 'Gr'],
    [file('hex', '47 72\n21'), 'Gr!'],
    [file('text', 'Grüße!'), 'Grüße!'],
    [file('text', ''), ''],
  ] as const)(
    '%j has its bytes, and their count before they are decoded',
    async ([inside, text]) => {
      const decoded = decodeFile(inside)
      if (decoded.type === 'failed') throw new Error(decoded.reason)
      expect(await decoded.blob.text()).toBe(text)
      expect(decoded.blob.type).toBe('text/plain')
      expect(decodedSize(inside)).toBe(decoded.blob.size)
    },
  )

  test('says where base64 is broken, and that hexadecimal is', () => {
    expect(decodeFile(file('base64', 'R3L!'))).toEqual({
      type: 'failed',
      reason: expect.stringContaining('at character 3'),
    })
    expect(decodeFile(file('hex', '4x')).type).toBe('failed')
  })
})
