import type { SessionChannel } from './channel.ts'
import type { AcceptedToken } from './credentials.ts'

/**
 * A link that is opened in a new tab would end at the connect page, since the token is stored for one tab only. So the
 * new tab asks the others, and one that is unlocked hands its session over: never through storage, only to same-origin
 * pages, and not while it is locked or signed out. The token is posted once, by the one tab that was chosen.
 */
export function answerHandOver(
  channel: SessionChannel,
  accepted: () => AcceptedToken | undefined,
): () => void {
  const tab = randomId()
  return channel.listen((message) => {
    const own = message.type === 'ask' || message.type === 'take' ? accepted() : undefined
    if (own === undefined) return
    if (message.type === 'ask') {
      const generation = own.grant && { generation: own.grant.generation }
      channel.post({ type: 'offer', nonce: message.nonce, tab, ...generation })
    } else if (message.type === 'take' && message.tab === tab) {
      channel.post({ type: 'hand-over', nonce: message.nonce, accepted: own })
    }
  })
}

/**
 * Asks the other tabs for their session.
 * @param timeoutMs how long a tab may take to answer; there is usually no other tab, so it must be short
 * @param wants by the generation of an identity provider's grant, where there is one
 */
export function requestHandOver(
  channel: SessionChannel,
  timeoutMs: number,
  wants: (generation: string | undefined) => boolean = () => true,
): Promise<AcceptedToken | undefined> {
  const nonce = randomId()
  return new Promise((resolve) => {
    let chosen: string | undefined
    const finish = (accepted: AcceptedToken | undefined) => {
      clearTimeout(timer)
      stop()
      resolve(accepted)
    }
    const stop = channel.listen((message) => {
      if (!('nonce' in message) || message.nonce !== nonce) return
      if (message.type === 'offer' && chosen === undefined && wants(message.generation)) {
        chosen = message.tab
        channel.post({ type: 'take', nonce, tab: chosen })
      } else if (message.type === 'hand-over') finish(message.accepted)
    })
    const timer = setTimeout(() => finish(undefined), timeoutMs)
    channel.post({ type: 'ask', nonce })
  })
}

function randomId(): string {
  // Not `randomUUID`, which is missing on plain http.
  return crypto.getRandomValues(new Uint8Array(16)).toHex()
}
