/** `npm run previews`: every viewer on every sample file, on hostile ones, and on whatever is dropped onto the page. */
import '#ui/styles/base.css'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Preview } from '#features/preview/Preview.tsx'
import { HOSTILE } from './hostile.ts'

const SAMPLES = import.meta.glob('../../server/demo/files/*', {
  query: '?url',
  import: 'default',
  eager: true,
})

interface Entry {
  name: string
  load: () => Promise<Blob>
}

const ENTRIES: readonly Entry[] = [
  ...Object.entries(SAMPLES).map(([path, url]) => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    load: async () => (await fetch(url)).blob(),
  })),
  ...Object.entries(HOSTILE).map(([name, text]) => ({
    name: `hostile/${name}`,
    load: async () => new Blob([text]),
  })),
]

function Previews() {
  const [dropped, setDropped] = useState<readonly Entry[]>([])
  const [chosen, setChosen] = useState(ENTRIES[0])
  const all = [...dropped, ...ENTRIES]
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a tool for developers, whose files can be dropped anywhere
    <main
      style={{ display: 'flex', blockSize: '100vh' }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        const files = [...event.dataTransfer.files]
        const entries = files.map((file) => ({ name: file.name, load: async () => file }))
        setDropped([...entries, ...dropped])
        setChosen(entries[0])
      }}
    >
      <nav aria-label="Files" style={{ inlineSize: '16rem', overflow: 'auto', padding: '1rem' }}>
        <p>Drop files here, or choose one.</p>
        <ul>
          {all.map((entry) => (
            <li key={entry.name}>
              <button
                type="button"
                aria-current={entry === chosen || undefined}
                onClick={() => setChosen(entry)}
              >
                {entry.name}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {chosen && <Shown key={chosen.name} entry={chosen} />}
    </main>
  )
}

/** As a content without a label, so that its bytes and its name alone say what it is. */
function Shown({ entry }: { entry: Entry }) {
  const [blob, setBlob] = useState<Blob>()
  useEffect(() => {
    let current = true
    void entry.load().then((blob) => current && setBlob(blob))
    return () => {
      current = false
    }
  }, [entry])
  if (!blob) return null
  const content = { state: 'ready', blob, contentType: undefined } as const
  return <Preview content={content} name={entry.name} />
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<Previews />)
