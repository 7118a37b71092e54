import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endpoints, withQuery } from './addresses.ts'
import { linkPath } from './addresses.ts'

const type = '/organizations/demo/fhir/4/Binary'
const root = new URL('https://host/')
const gate = new URL('https://host/gate')

describe('linkPath', () => {
  it.each([
    [`https://host${type}?page=2`, root, `${type}?page=2`],
    [`https://host/gate${type}?page=2`, gate, `${type}?page=2`],
    ['?page=2', root, `${type}?page=2`],
    ['?page=2', gate, `${type}?page=2`],
    [`${type}?page=2`, gate, `${type}?page=2`],
    ['Binary/_history?page=2', root, `${type}/_history?page=2`],
    [`http://inner:8080${type}?page=2#x`, root, `${type}?page=2`],
    [`http://inner/deep/down${type}?page=2`, gate, `${type}?page=2`],
    [
      'http://inner/organizations/other-slug/fhir/4?_getpages=1',
      root,
      '/organizations/other-slug/fhir/4?_getpages=1',
    ],
    [`http://user:pw@host${type}?a=b`, root, `${type}?a=b`],
    ['https://host//elsewhere/x', root, '//elsewhere/x'],
    [`//elsewhere${type}?a=b`, root, `${type}?a=b`],
  ])('%s under %s leads to %s', (link, base, expected) => {
    expect(linkPath(link, type, base)).toBe(expected)
  })

  it.each([
    ['https://elsewhere/steal', root],
    ['https://elsewhere/?x=/organizations/demo/fhir/4/Binary', root],
    ['https://elsewhere/organizations/demo/../../steal', root],
    ['https://host/other', gate],
    ['https://host/gateway/x', gate],
    ['javascript:alert(1)//organizations/demo/fhir/4/Binary', root],
    ['data:text/html,/organizations/demo/fhir/4/Binary', root],
    ['blob:https://host/organizations/demo/fhir/4/Binary', root],
    ['file:///organizations/demo/fhir/4/Binary', root],
    ['http://[', root],
  ])('refuses %s under %s', (link, base) => {
    expect(() => linkPath(link, type, base)).toThrow(
      expect.objectContaining({ kind: 'blocked-link' }),
    )
  })

  it('never leads to another origin, whatever the link', () => {
    const part = fc.constantFrom(
      '/',
      '//',
      '\\',
      '..',
      'organizations',
      'fhir/4',
      'host',
      '@',
      ':',
      '?',
      '#',
      'https:',
      '%2f',
      '%2e',
      'x',
      '\n',
    )
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        fc.constantFrom(root, gate),
        (link, base) => {
          let path: string
          try {
            path = linkPath(link, type, base)
          } catch {
            return
          }
          const prefix = base.pathname.replace(/\/$/, '')
          const url = new URL(`${base.origin}${prefix}${path}`)
          expect(url.origin).toBe(base.origin)
          expect(url.pathname.startsWith(prefix)).toBe(true)
        },
      ),
    )
  })
})

describe('endpoints', () => {
  it('keep whatever is typed within its segment', () => {
    const text = fc.string({
      minLength: 1,
      unit: fc.constantFrom('/', '.', '?', '#', '%', 'a', 'ä', ' ', '\ud800'),
    })
    fc.assert(
      fc.property(text, text, (org, id) => {
        try {
          const { pathname } = new URL(endpoints.instance(org, id), root)
          expect(pathname).toMatch(/^\/organizations\/[^/]+\/fhir\/4\/Binary\/[^/]+$/)
        } catch (error) {
          expect(['.', '..']).toContain([org, id].find((one) => /^\.{1,2}$/.test(one)))
          expect(error).toMatchObject({ kind: 'not-found' })
        }
      }),
    )
  })

  it('leave out parameters without a value', () => {
    expect(withQuery('/x', { a: '1 2', b: undefined, c: '' })).toBe('/x?a=1+2')
    expect(withQuery('/x', {})).toBe('/x')
  })
})
