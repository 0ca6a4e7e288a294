import type { Outline } from './outline.ts';

/** A completion script for PowerShell 5.1 and later. */
export function powershell(bin: string, outline: Outline[]): string {
  const words = outline.map(({ path, words, flags }) => {
    const all = [...words, ...flags.map(({ name, summary }) => ({ name: `--${name}`, summary }))];
    const pairs = all.map(({ name, summary }) => `@(${quoted(name)}, ${quoted(summary || name)})`);
    return `    ${quoted(path)} = @(${pairs.join(', ')}${pairs.length === 1 ? ', $null' : ''})`;
  });
  const values = outline.flatMap(({ path, flags }) =>
    flags
      .filter((flag) => flag.values?.length)
      .map(({ name, values = [] }) => `    ${quoted(`${path}|--${name}`)} = @(${values.map(quoted).join(', ')})`),
  );
  return `# PowerShell completion of ${bin}; load it with: ${bin} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${bin} -ScriptBlock {
  param($word, $ast, $position)
  $words = @{
${words.join('\n')}
  }
  $values = @{
${values.join('\n')}
  }
  $typed = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
  $path = ''
  foreach ($part in $typed) {
    if ($part.StartsWith('-')) { continue }
    $next = if ($path) { "$path $part" } else { $part }
    if ($words.ContainsKey($next)) { $path = $next } else { break }
  }
  $key = if ($typed.Count) { "$path|$($typed[-1])" } else { '' }
  if ($values.ContainsKey($key)) {
    $values[$key] | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
    return
  }
  $words[$path] | Where-Object { $_ -and $_[0] -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
