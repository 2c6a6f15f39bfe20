// Runs before the first paint, so that a chosen theme does not flash. A file, not inline: the policy allows only files.
try {
  const chosen = localStorage.getItem('tutti.theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage is blocked: the system's theme it is.
}
