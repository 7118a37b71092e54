import { useEffect, useState } from 'react'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import type { TreeDetail } from './tree-worker.ts'
import type { ShownTree } from './use-tree.ts'
import styles from './tree.module.css'

/** The chosen row: its path and the whole of its value, to be read and copied, and the file where it holds one. */
export function TreeDetails(props: { tree: ShownTree; place: number; name: string }) {
  const { tree, place, name } = props
  const detail = useDetail(tree, place)
  if (!detail) return <div className={styles['detail']} role="group" aria-label="Chosen row" />
  const { path, value, length, file } = detail
  return (
    <div className={styles['detail']} role="group" aria-label="Chosen row">
      {path === '' && value === undefined && (
        <span className={styles['count']}>Choose a row to read and copy its path and value.</span>
      )}
      {path !== '' && (
        <span className={styles['path']}>
          <code>{path}</code>
          <CopyButton text={path} label="Copy path" iconOnly />
        </span>
      )}
      {value !== undefined && (
        <span className={styles['path']}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <pre className={styles['whole-value']} tabIndex={0} aria-label="Value">
            {value}
          </pre>
          <CopyButton text={value} label="Copy value" iconOnly />
        </span>
      )}
      {value !== undefined && length > value.length && (
        <span>
          The first {value.length.toLocaleString()} of {length.toLocaleString()} characters.
        </span>
      )}
      {file && (
        <EmbeddedFile
          key={path}
          name={file.title ?? `file in ${path === '' ? name : path}`}
          file={{ contentType: file.contentType, encoding: 'base64', data: file.data }}
        />
      )}
    </div>
  )
}

function useDetail({ client, version }: ShownTree, place: number): TreeDetail | undefined {
  const [read, setRead] = useState<{ of: string; detail: TreeDetail | undefined }>()
  useEffect(() => {
    let current = true
    client.call('detail', place).then(
      (detail) => current && setRead({ of: `${version} ${place}`, detail }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, version, place])
  return read?.of === `${version} ${place}` ? read.detail : undefined
}
