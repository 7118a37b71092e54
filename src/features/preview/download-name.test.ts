import { expect, it } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { downloadName, downloadNameOf } from './download-name.ts'

function named(code: string): Binary {
  return { resourceType: 'Binary', id: 'b1', meta: { tag: [{ system: FILENAME_SYSTEM, code }] } }
}

it.each([
  ['Befund Mai.pdf', 'Befund Mai.pdf'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a\u202Efdp.exe', 'afdp.exe'],
  ['C:\\x\n.txt', 'C__x .txt'],
  ['b\u200bill.pdf', 'bill.pdf'],
  ['.bashrc', 'bashrc'],
])('%j is saved as %j', (name, saved) => {
  expect(downloadName(named(name))).toBe(saved)
})

it('makes a name of the id and the type where there is none', () => {
  const nameless: Binary = { resourceType: 'Binary', id: 'b1', contentType: 'image/png; q=1' }
  expect(downloadName(nameless)).toBe('b1.png')
  expect(downloadName({ ...nameless, contentType: 'x/y' })).toBe('b1')
  expect(downloadName(named(' . '))).toBe('b1')
})

it('gives a file inside another the ending of its type, and no name that misleads', () => {
  expect(downloadNameOf('Lab\u202E/report', 'text/plain; charset=utf-8')).toBe('Lab_report.txt')
  expect(downloadNameOf('scan', 'image/jpeg')).toBe('scan.jpg')
  expect(downloadNameOf('scan.JPEG', 'image/jpeg')).toBe('scan.JPEG')
  expect(downloadNameOf('scan', undefined)).toBe('scan')
})
