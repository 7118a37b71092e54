import { describe, expect, it } from 'vitest'
import { isFhirJson, isInlineSafe, parseAccept, parseMediaType } from './media-type.ts'

describe('parseMediaType', () => {
  it.each([
    ['text/plain', 'text/plain', {}],
    [' Text/PLAIN ; Charset=UTF-8 ;', 'text/plain', { charset: 'UTF-8' }],
    ['a/b; t="x;\\"y\\",z"', 'a/b', { t: 'x;"y",z' }],
    ['a/b;c=1;C=2', 'a/b', { c: '1' }],
    ['application/vnd.x+json; v=""', 'application/vnd.x+json', { v: '' }],
  ])('reads %j', (text, essence, parameters) => {
    expect(parseMediaType(text)).toEqual({ essence, parameters })
  })

  it.each([
    '',
    'text',
    'text/',
    '/plain',
    'a/b/c',
    'a b/c',
    'a/b; c',
    'a/b; c=d e',
    'a/b; c="d',
    'ä/b',
    'a/b; =1',
  ])('refuses %j', (text) => {
    expect(parseMediaType(text)).toBeUndefined()
  })
})

describe('isFhirJson', () => {
  it.each([
    'application/json',
    'application/fhir+json',
    'application/json+fhir',
    'APPLICATION/FHIR+JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/fhir+json; fhirVersion=4.0; charset=utf8',
  ])('takes %s', (type) => {
    expect(isFhirJson(type)).toBe(true)
  })

  it.each([
    'application/fhir+json; fhirVersion=3.0',
    'application/json; charset=iso-8859-1',
    'application/json-patch+json',
    'text/json',
    'application/fhir+xml',
    'json',
    '',
    null,
    undefined,
  ])('refuses %s', (type) => {
    expect(isFhirJson(type)).toBe(false)
  })
})

describe('parseAccept', () => {
  it('puts the most wanted first and keeps the order of equals', () => {
    const types = parseAccept(
      'text/*;q=0.3, image/png;level=1, */*;q=0, application/pdf, text/html;q=.7',
    )
    expect(types.map(({ essence, q }) => `${essence} ${q}`)).toEqual([
      'image/png 1',
      'application/pdf 1',
      'text/html 0.7',
      'text/* 0.3',
      '*/* 0',
    ])
    expect(types[0]?.parameters).toEqual({ level: '1' })
  })

  it('leaves out what it can’t read and bears odd weights', () => {
    expect(parseAccept('nonsense, ,a/b;q=high, c/d;q=7, *;q=.2')).toEqual([
      { essence: 'a/b', parameters: {}, q: 1 },
      { essence: 'c/d', parameters: {}, q: 1 },
      { essence: '*/*', parameters: {}, q: 0.2 },
    ])
    expect(parseAccept('')).toEqual([])
  })

  it('does not split within quotes', () => {
    expect(parseAccept('a/b;c="d,e/f", g/h').map((type) => type.essence)).toEqual(['a/b', 'g/h'])
  })
})

describe('isInlineSafe', () => {
  it.each([
    'image/png',
    'image/jpeg',
    'application/pdf',
    'text/plain; charset=utf-8',
    'audio/wav',
    'video/mp4',
  ])('lets %s be shown in place', (type) => {
    expect(isInlineSafe(type)).toBe(true)
  })

  it.each([
    'image/svg+xml',
    'text/html',
    'application/xhtml+xml',
    'text/xml',
    'application/javascript',
    'audio',
    '',
  ])('does not let %s', (type) => {
    expect(isInlineSafe(type)).toBe(false)
  })
})
