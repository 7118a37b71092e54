import type { Adapter, AdapterPayload } from 'oidc-provider'

/** Everything that a provider has handed out, in memory: it lives on while the provider is built anew with other keys. */
export function memory(): (model: string) => Adapter {
  const kept = new Map<string, { payload: AdapterPayload; until: number }>()
  const live = (key: string) => {
    const one = kept.get(key)
    return one && one.until > Date.now() ? one.payload : undefined
  }
  const where = (model: string, property: 'uid' | 'userCode', value: string) => {
    for (const key of kept.keys()) {
      const payload = key.startsWith(`${model} `) ? live(key) : undefined
      if (payload?.[property] === value) return payload
    }
    return undefined
  }
  return (model) => ({
    upsert: async (id, payload, expiresIn = 86_400) => {
      kept.set(`${model} ${id}`, { payload, until: Date.now() + expiresIn * 1000 })
    },
    find: async (id) => live(`${model} ${id}`),
    findByUid: async (uid) => where(model, 'uid', uid),
    findByUserCode: async (code) => where(model, 'userCode', code),
    consume: async (id) => {
      const payload = live(`${model} ${id}`)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    destroy: async (id) => {
      kept.delete(`${model} ${id}`)
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key)
    },
  })
}
