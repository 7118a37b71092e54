import { describe, expect, test } from 'vitest'
import { AUTHOR_EXTENSION } from '#fhir/binary/binary.ts'
import { CONTENT_TYPE_CASES, LANGUAGE_CASES, REFERENCE_CASES } from '#test/field-cases.ts'
import { readBinaryFields } from './fields.ts'

/** Whether the server takes a Binary with this member. */
function takes(member: Record<string, unknown>): boolean {
  try {
    readBinaryFields({ resourceType: 'Binary', contentType: 'text/plain', ...member })
    return true
  } catch (error) {
    expect(error).toMatchObject({ kind: 'invalid-field' })
    return false
  }
}

describe('the server takes and refuses what the forms do', () => {
  test.each(LANGUAGE_CASES)('language %j: %s', (language, isRight) => {
    expect(takes({ language })).toBe(isRight)
  })

  test.each(CONTENT_TYPE_CASES)('contentType %j: %s', (contentType, isRight) => {
    expect(takes({ contentType })).toBe(isRight)
  })

  test.each(REFERENCE_CASES)('reference %j: %s', (reference, isRight) => {
    expect(takes({ securityContext: { reference } })).toBe(isRight)
  })
})

test('a number that would be stored as null is refused, wherever it stands', () => {
  const extension = [{ url: 'https://example.org/x', valueDecimal: Number('1e400') }]
  expect(takes({ meta: { extension } })).toBe(false)
  expect(takes({ meta: { tag: [{ code: 'x', extension }] } })).toBe(false)
  expect(takes({ securityContext: { reference: 'Patient/1', extension } })).toBe(false)
  const [one] = extension
  expect(takes({ meta: { extension: [{ ...one, valueDecimal: 1e308 }] } })).toBe(true)
})

const X = 'https://example.org/x'

/** In each kind of text: whether it may hold a control, a tab, a blank, half a character. */
test.each<[string, (text: string) => object, { tab: boolean; blank: boolean }]>([
  ['a code of a tag', (code) => ({ meta: { tag: [{ code }] } }), { tab: false, blank: true }],
  ['its system', (system) => ({ meta: { tag: [{ system }] } }), { tab: false, blank: false }],
  ['its version', (version) => ({ meta: { tag: [{ version }] } }), { tab: true, blank: true }],
  ['its display', (display) => ({ meta: { tag: [{ display }] } }), { tab: true, blank: true }],
  ['its id', (id) => ({ meta: { tag: [{ id }] } }), { tab: true, blank: true }],
  ['a label', (code) => ({ meta: { security: [{ code }] } }), { tab: false, blank: true }],
  ['a profile', (one) => ({ meta: { profile: [one] } }), { tab: false, blank: false }],
  ['a source', (source) => ({ meta: { source } }), { tab: false, blank: false }],
  ['rules', (implicitRules) => ({ implicitRules }), { tab: false, blank: false }],
  ['a display', (display) => ({ securityContext: { display } }), { tab: true, blank: true }],
  ['a type', (type) => ({ securityContext: { type } }), { tab: false, blank: false }],
  [
    'an identifier',
    (value) => ({ securityContext: { identifier: { value } } }),
    { tab: true, blank: true },
  ],
  [
    'its system',
    (system) => ({ securityContext: { identifier: { system } } }),
    { tab: false, blank: false },
  ],
  ['a url', (url) => ({ meta: { extension: [{ url }] } }), { tab: false, blank: false }],
  [
    'an extension',
    (valueString) => ({ meta: { extension: [{ url: X, valueString }] } }),
    { tab: true, blank: true },
  ],
  [
    'one of a primitive',
    (valueCode) => ({ _language: { extension: [{ url: X, valueCode }] } }),
    { tab: true, blank: true },
  ],
])('%s holds no character that R4 does not have there', (_, member, { tab, blank }) => {
  const taken = (char: string) => takes({ ...member(`a${char}b`) })
  for (const char of ['\u0000', '\u0008', '\u001b', '\u001f', '\ud800', '\udc00', '\ufffe'])
    expect([char, taken(char)]).toEqual([char, false])
  expect([taken('\t'), taken('\n'), taken(' ')]).toEqual([tab, tab, blank])
  expect([taken('\u{1f600}'), taken('é'), taken('')]).toEqual([true, true, true])
})

test('what is refused names the element', () => {
  for (const [code, expression] of [
    ['a\u0000', 'Binary.meta.tag.code'],
    ['a\u0085', 'Binary.meta.tag.code'],
  ] as const)
    expect(() =>
      readBinaryFields({
        resourceType: 'Binary',
        contentType: 'text/plain',
        meta: { tag: [{ code }] },
      }),
    ).toThrow(expect.objectContaining({ kind: 'invalid-field', expression }))
})

test('what the server says itself comes back as it is', () => {
  const extension = [{ url: AUTHOR_EXTENSION, valueString: 'Ann\u0007' }]
  expect(takes({ meta: { extension } })).toBe(true)
})

test('a patch may leave what an earlier release took, and add no more of it', () => {
  const stored = {
    resourceType: 'Binary' as const,
    contentType: 'text/plain',
    meta: { tag: [{ code: 'a\u0000' }], extension: [{ url: 'no url', valueString: '\ud800' }] },
  }
  const patched = { ...stored, language: 'de' }
  expect(readBinaryFields(patched, stored)).toEqual(patched)
  const more = { ...patched, meta: { ...stored.meta, tag: [{ code: 'b\u0000' }] } }
  expect(() => readBinaryFields(more, stored)).toThrow(
    expect.objectContaining({ expression: 'Binary.meta.tag.code' }),
  )
})

test('says what to do', () => {
  const binary = { resourceType: 'Binary', contentType: 'text/plain', language: 'German' }
  expect(() => readBinaryFields(binary)).toThrow(
    expect.objectContaining({
      message: 'language is not valid. Use a code such as de or de-CH.',
      expression: 'Binary.language',
    }),
  )
})
