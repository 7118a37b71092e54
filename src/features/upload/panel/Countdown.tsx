import { useEffect, useState } from 'react'

/** "Tries again in 12 s", and then that it does. Not spoken every second: it is part of its row. */
export function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  return <span>{countdownWords(until - now)}</span>
}

/** @param left milliseconds */
export function countdownWords(left: number): string {
  const seconds = Math.ceil(left / 1000)
  if (seconds <= 0) return 'Tries again now'
  return seconds < 100
    ? `Tries again in ${seconds} s`
    : `Tries again in ${Math.ceil(seconds / 60)} min`
}
