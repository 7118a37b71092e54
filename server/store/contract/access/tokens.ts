import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { StoreConflict, UnknownOrganization } from '../../errors.ts'
import type { Token } from '../../store.ts'
import type { OpenStore } from '../support.ts'
import { instant, openFilled } from '../support.ts'

export function describeTokens(open: OpenStore): void {
  describe('organizations', () => {
    test('are found by id and by slug, and by nothing else', async () => {
      const { organizations } = await openFilled(open)
      const here = { id: 'here', slug: 'here-slug', name: 'Here' }
      expect(await organizations.find('here')).toEqual(here)
      expect(await organizations.find('here-slug')).toEqual(here)
      expect(await organizations.find('Here')).toBeUndefined()
      expect(await organizations.find('')).toBeUndefined()
      expect((await organizations.list()).map(({ id }) => id)).toEqual(['here', 'there'])
    })

    test.each([
      ['id', { id: 'here', slug: 'free' }],
      ['slug', { id: 'free', slug: 'here-slug' }],
      ["id that is another's slug", { id: 'here-slug', slug: 'free' }],
      ["slug that is another's id", { id: 'free', slug: 'here' }],
    ])('refuse a taken %s', async (_, organization) => {
      const { organizations } = await openFilled(open)
      await expect(organizations.add({ ...organization, name: 'New' })).rejects.toThrow(
        StoreConflict,
      )
      expect(await organizations.list()).toHaveLength(2)
    })
  })

  const token: Token = {
    name: 'scanner',
    access: 'write',
    admin: false,
    organizations: ['there', 'here'],
    expires: instant(5000),
    created: instant(0),
  }
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
  const hash = hashOf('the text')

  describe('tokens', () => {
    test('are found by their hash, with all that was said of them', async () => {
      const { tokens } = await openFilled(open)
      const admin: Token = {
        name: 'admin',
        access: 'read',
        admin: true,
        organizations: 'all',
        created: instant(1),
      }
      await tokens.add(token, hash)
      await tokens.add(admin, hashOf('other'))
      expect(await tokens.find(hash)).toEqual({ ...token, organizations: ['here', 'there'] })
      expect(await tokens.find(hashOf('other'))).toEqual(admin)
      expect(await tokens.find(hashOf('third'))).toBeUndefined()
      expect(await tokens.find('')).toBeUndefined()
      expect((await tokens.list()).map(({ name }) => name)).toEqual(['admin', 'scanner'])
    })

    test('keep to no organization when none is named', async () => {
      const { tokens } = await openFilled(open)
      await tokens.add({ ...token, organizations: [] }, hash)
      expect(await tokens.find(hash)).toMatchObject({ organizations: [] })
    })

    test('are gone once revoked, and their name is free', async () => {
      const { tokens } = await openFilled(open)
      await tokens.add(token, hash)
      expect(await tokens.revoke('scanner')).toBe(true)
      expect(await tokens.revoke('scanner')).toBe(false)
      expect(await tokens.find(hash)).toBeUndefined()
      await tokens.add(token, hashOf('again'))
      expect(await tokens.list()).toHaveLength(1)
    })

    test('refuse a taken name and an unknown organization, and keep nothing of it', async () => {
      const { tokens } = await openFilled(open)
      await tokens.add(token, hash)
      await expect(tokens.add(token, hashOf('second'))).rejects.toThrow(StoreConflict)
      const lost = { ...token, name: 'lost', organizations: ['here', 'nowhere'] }
      await expect(tokens.add(lost, hashOf('third'))).rejects.toThrow(UnknownOrganization)
      expect(await tokens.list()).toHaveLength(1)
      expect(await tokens.find(hashOf('third'))).toBeUndefined()
    })
  })
}
