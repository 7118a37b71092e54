import { expect, it } from 'vitest'
import { formValues, isCutShort, missingFonts } from './pdf-facts.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

it('knows a file whose end is missing', () => {
  expect(isCutShort(bytes('startxref\n12\n%%EOF\n'))).toBe(false)
  expect(isCutShort(bytes(`%%EOF${'\0'.repeat(900)}`))).toBe(false)
  expect(isCutShort(bytes('startxref\n12\n%%EO'))).toBe(true)
  expect(isCutShort(new Uint8Array())).toBe(true)
})

it('tells the filled fields of a form, each once', () => {
  const fields = [
    { name: 'allergies', value: 'Penicillin' },
    { name: 'allergies', value: 'Penicillin' },
    { name: 'smoker', value: 'Yes' },
    { name: 'diabetic', value: 'Off' },
    { name: 'wards', value: ['1', '3 East'] },
    { name: 'weight', value: 70 },
    { name: 'pin', value: '1234', password: true },
    { name: 'internal', value: 'x', hidden: true },
    { name: 'empty', value: '' },
    { name: 'signature', value: null },
    { id: 'parent' },
  ]
  expect(formValues(fields)).toEqual([
    { name: 'allergies', value: 'Penicillin' },
    { name: 'smoker', value: 'Yes' },
    { name: 'wards', value: '1, 3 East' },
    { name: 'weight', value: '70' },
    { name: 'pin', value: '••••' },
  ])
})

it('names the fonts that neither the file nor the system has', () => {
  const system = (loadedName: string, baseFontName: string) => ({
    missingFile: true,
    systemFontInfo: { loadedName, baseFontName },
  })
  const fonts = [
    { name: 'Embedded', missingFile: false, systemFontInfo: null },
    system('s1', 'Helvetica'),
    system('s2', 'Frutiger'),
    system('s3', 'Frutiger'),
    system('s4', '\xcb\xce\xcc\xe5'),
    system('s5', 'Caf\xe9'),
    { name: 'ABCDEF+Odd', missingFile: true },
  ]
  expect(missingFonts(fonts, new Set(['s1']))).toEqual(['Frutiger', '宋体', 'Café', 'Odd'])
})
