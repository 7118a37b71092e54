/**
 * What a script could try, run inside a frame: each answers what it got, or that it was refused.
 * @param at a host that hears what gets out
 */
export async function tryWalls(at: string): Promise<Record<string, string>> {
  const tries: Record<string, () => unknown> = {
    cookie: () => document.cookie,
    setCookie: () => {
      document.cookie = 'a=b'
    },
    localStorage: () => localStorage.length,
    sessionStorage: () => sessionStorage.length,
    indexedDB: async () => {
      await new Promise((done, failed) => {
        const request = indexedDB.open('x')
        request.addEventListener('success', done)
        request.addEventListener('error', () => failed(request.error ?? new Error('refused')))
      })
    },
    caches: () => caches.keys(),
    serviceWorker: () => navigator.serviceWorker.register('/sandbox.html'),
    fetch: () => fetch(`${at}/fetch`),
    fetchOwn: () => fetch('/config.json'),
    xhr: async () => {
      await new Promise((done, failed) => {
        const request = new XMLHttpRequest()
        request.addEventListener('load', done)
        request.addEventListener('error', () => failed(new Error('refused')))
        request.open('GET', `${at}/xhr`)
        request.send()
      })
    },
    socket: async () => {
      await new Promise((done, failed) => {
        const socket = new WebSocket(`${at.replace('http', 'ws')}/socket`)
        socket.addEventListener('open', done)
        socket.addEventListener('error', () => failed(new Error('refused')))
      })
    },
    eventSource: async () => {
      await new Promise((done, failed) => {
        const source = new EventSource(`${at}/events`)
        source.addEventListener('open', done)
        source.addEventListener('error', () => failed(new Error('refused')))
      })
    },
    image: async () => {
      await new Promise((done, failed) => {
        const image = new Image()
        image.addEventListener('load', done)
        image.addEventListener('error', () => failed(new Error('refused')))
        image.src = `${at}/image`
      })
    },
    worker: async () => {
      await new Promise((done, failed) => {
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
        worker.addEventListener('message', done)
        worker.addEventListener('error', () => failed(new Error('refused')))
      })
    },
    importing: () => import(`${at}/module.js`),
    parentDocument: () => parent.document.title,
    parentStorage: () => (parent as unknown as { localStorage: Storage }).localStorage.length,
    frameElement: () => {
      if (window.frameElement === null) throw new Error('refused')
    },
    topAddress: () => {
      top!.location.href = `${at}/top`
    },
    popup: () => {
      if (window.open(`${at}/popup`) === null) throw new Error('refused')
    },
    broadcast: () => {
      // Nobody else is of this origin, so that nobody hears it.
      if (window.origin !== 'null') return 'an origin'
      throw new Error('refused')
    },
  }
  const results: Record<string, string> = {}
  for (const [name, attempt] of Object.entries(tries)) {
    try {
      const got = await Promise.race([
        Promise.resolve(attempt()),
        new Promise((_, late) => setTimeout(() => late(new Error('no answer')), 3000)),
      ])
      results[name] = `got ${String(got)}`
    } catch {
      results[name] = 'refused'
    }
  }
  // What says nothing when it is refused.
  navigator.sendBeacon(`${at}/beacon`)
  for (const html of [
    `<form action="${at}/form" method="post"></form>`,
    `<a href="${at}/top" target="_top"></a>`,
    `<a href="${at}/blank" target="_blank"></a>`,
  ]) {
    const holder = document.createElement('div')
    holder.innerHTML = html
    document.body.append(holder)
    const made = holder.firstElementChild
    if (made instanceof HTMLFormElement) made.submit()
    else if (made instanceof HTMLElement) made.click()
  }
  for (const tag of ['iframe', 'embed', 'object', 'script', 'link']) {
    const made = document.createElement(tag)
    made.setAttribute(tag === 'object' ? 'data' : tag === 'link' ? 'href' : 'src', `${at}/${tag}`)
    made.setAttribute('rel', 'stylesheet')
    document.body.append(made)
  }
  return results
}

/** What a script could do to its own frame, at the end of all tries: lead it away, or let it download. */
export function leadAway(at: string): void {
  const link = document.createElement('a')
  link.href = `${at}/download`
  link.download = 'x'
  document.body.append(link)
  link.click()
  location.href = `${at}/away`
}
