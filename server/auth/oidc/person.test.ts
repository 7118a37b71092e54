import {
  array,
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  property,
  record,
  string,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shortAuthor } from '#fhir/attribution.ts'
import { passesForPerson, personOf } from './person.ts'

const MAPPING = {
  issuer: 'https://idp.example/realms/clinic',
  organizationsClaim: 'organizations',
  rolesClaim: 'realm_access.roles',
  writeRole: 'write',
  adminRole: 'admin',
}
const who = (claims: object, mapping: Partial<typeof MAPPING> = {}) =>
  personOf({ sub: 'u1', ...claims }, { ...MAPPING, ...mapping })

describe('a person', () => {
  test('is who the claims say, with what the settings make of it', () => {
    expect(
      who({ name: 'Ann Lee', organizations: ['a', 'beta'], realm_access: { roles: ['write'] } }),
    ).toEqual({
      subject: 'oidc:["https://idp.example/realms/clinic","u1"]',
      name: 'Ann Lee (u1 at idp.example)',
      access: 'write',
      admin: false,
      organizations: ['a', 'beta'],
      permits: 'all',
    })
  })

  test('may do nothing that is not said', () => {
    expect(who({})).toMatchObject({ access: 'read', admin: false, organizations: [] })
    const { writeRole: _, adminRole: __, ...none } = MAPPING
    const claims = { sub: 'u1', realm_access: { roles: ['write', 'admin', 'undefined'] } }
    expect(personOf(claims, none)).toMatchObject({ access: 'read', admin: false })
    expect(personOf({ sub: 'u1' }, { ...none, writeRole: '*' })).toMatchObject({ access: 'write' })
  })

  test.each([
    [{ organizations: '*' }, 'all'],
    [{ organizations: ['a', '*'] }, 'all'],
    [{ organizations: { '*': {}, a: { id: 1 } } }, ['a']],
    [{ organizations: 'a b' }, ['a b']],
    [{ organizations: ['a', 7, null, { id: 'b' }, ['c'], 'a'] }, ['a', '7']],
    [{ organizations: null }, []],
    [{ organizations: true }, []],
  ])('of %j opens %j', (claims, opened) => {
    expect(who(claims)?.organizations).toEqual(opened)
  })

  test('has claims whose names hold dots, and none that objects have by themselves', () => {
    const name = 'https://binnacle.example/organizations'
    expect(who({ [name]: ['a'] }, { organizationsClaim: name })?.organizations).toEqual(['a'])
    for (const path of ['constructor.name', '__proto__', 'toString', 'sub.length'])
      expect(who({}, { organizationsClaim: path })?.organizations).toEqual([])
  })

  test('has roles among scopes where the settings look for them there, and none in a text of several words', () => {
    expect(who({ scp: 'read write' }, { rolesClaim: 'scp' })?.access).toBe('write')
    expect(who({ realm_access: { roles: 'not admin' } })?.admin).toBe(false)
  })

  test('is nobody without a subject', () => {
    for (const sub of [undefined, '', 7, null, 'x'.repeat(256), '\ud800'])
      expect(who({ sub })).toBeUndefined()
  })

  test('may do no more than the scopes say', () => {
    const claims = { realm_access: { roles: ['write'] }, scope: 'openid user/Binary.rs' }
    expect(who(claims)?.access).toBe('read')
  })

  test.each([
    [{ name: 'the start token' }, 'the start token (u1 at idp.example)'],
    [{ name: 'Bob (u2 at idp.example)' }, 'Bob [u2 at idp.example] (u1 at idp.example)'],
    [{ name: ' \u202eBob\n\u200bby ' }, 'Bob by (u1 at idp.example)'],
    [{ name: ' ', preferred_username: 'ann' }, 'ann (u1 at idp.example)'],
    [{ email: 'ann@clinic.example' }, 'ann@clinic.example (u1 at idp.example)'],
    [{ sub: 'u1 at idp.example) (u2' }, '(u1%20at%20idp.example%29%20%28u2 at idp.example)'],
    [{ name: 'x'.repeat(500) }, `${'x'.repeat(80)} (u1 at idp.example)`],
  ])('with %j is called %j', (claims, name) => {
    expect(who(claims)?.name).toBe(name)
  })
})

const anything = dictionary(string(), jsonValue())
const texts = constantFrom('a', 'write', 'admin', '*', 'x (u2 at idp.example)', '__proto__')
const claims = record(
  {
    sub: string({ unit: 'binary', maxLength: 20 }),
    name: string({ unit: 'binary' }),
    organizations: jsonValue(),
    realm_access: record({ roles: array(texts) }),
    scope: string(),
  },
  { requiredKeys: ['sub'] },
)

describe('whatever the claims are', () => {
  test('they never throw, and give no right that they do not name', () => {
    assert(
      property(claims, anything, (some, others) => {
        const person = personOf({ ...others, ...some }, MAPPING)
        if (!person) return
        const roles = some.realm_access?.roles ?? []
        if (person.access === 'write') expect(roles).toContain('write')
        expect(person.admin).toBe(roles.includes('admin'))
        const named = JSON.stringify(some.organizations ?? others.organizations ?? null)
        if (person.organizations === 'all') expect(named).toContain('*')
        else
          for (const one of person.organizations)
            expect(named).toContain(JSON.stringify(one).slice(1, -1))
      }),
    )
  })

  test('two people have two names and two subjects, in one line', () => {
    assert(
      property(claims, claims, (one, other) => {
        const [a, b] = [personOf(one, MAPPING), personOf(other, MAPPING)]
        if (!a || !b || one.sub === other.sub) return
        expect(a.subject).not.toBe(b.subject)
        expect(a.name).not.toBe(b.name)
        expect(shortAuthor(a.name).length).toBeLessThanOrEqual(a.name.length)
        expect(a.name).toMatch(/^[^\p{Cc}\p{Cf}]* ?\([^()\s]+ at idp\.example\)$/u)
      }),
    )
  })
})

test('a name of a person passes for one, and others do not', () => {
  assert(
    property(
      record({ sub: string({ minLength: 1, unit: 'grapheme' }), name: string() }),
      (claims) => {
        const person = personOf(claims, MAPPING)
        if (person) expect([person.name, person.subject].every(passesForPerson)).toBe(true)
      },
    ),
  )
  expect(['nightly import', 'scanner (ward 3)', 'at home (old)'].some(passesForPerson)).toBe(false)
})
