#!/bin/sh
# Unpacks the parts beside this file: sh unpack.sh [FOLDER]. It needs no network, no Deno and no Python.
#
# FOLDER is new, or holds what an interrupted run of this file left: that run goes on. It is refused
# where it holds anything else. Every part is checked before anything is written.
set -eu

# What was packed: SHA-256, bytes, file, archive; then each archive and the folder it goes into.
parts() {
  cat << 'END'
@PARTS@
END
}
archives() {
  cat << 'END'
@ARCHIVES@
END
}
commit='@COMMIT@'
stamp='@STAMP@'

fail() {
  echo "unpack: $1" >&2
  exit 1
}

hash_of() {
  if command -v sha256sum > /dev/null; then
    sha256sum < "$1"
  elif command -v shasum > /dev/null; then
    shasum -a 256 < "$1"
  else
    openssl dgst -sha256 -r < "$1"
  fi | cut -d ' ' -f 1
}

# Names every part that is missing or damaged, of the archives that are not unpacked yet.
check() {
  command -v sha256sum > /dev/null || command -v shasum > /dev/null ||
    command -v openssl > /dev/null || fail "needs sha256sum, shasum or openssl to check the parts"
  bad=$(parts | while read -r hash bytes file archive; do
    if [ -e "$state/$archive" ]; then continue; fi
    if [ ! -f "$here/$file" ]; then
      echo "$file is missing"
    elif [ "$(wc -c < "$here/$file")" -ne "$bytes" ]; then
      echo "$file is damaged: $(wc -c < "$here/$file") of $bytes bytes"
    elif [ "$(hash_of "$here/$file")" != "$hash" ]; then
      echo "$file is damaged: its SHA-256 is not $hash"
    fi
  done)
  if [ -z "$bad" ]; then return; fi
  echo "$bad" | sed 's/^/unpack: /' >&2
  fail "copy these parts into $here again; nothing was unpacked from them"
}

# All parts of an archive, one after another.
joined() {
  parts | while read -r hash bytes file archive; do
    if [ "$archive" = "$1" ]; then cat "$here/$file"; fi
  done
}

unpack_deno() {
  mkdir -p "$target/.deno/bin"
  joined deno | gzip -d > "$deno"
  chmod 755 "$deno"
  "$deno" --version > /dev/null < /dev/null || fail "Deno does not start on this machine: see above"
}

unpack() { # ARCHIVE FOLDER
  mkdir -p "$target/$2"
  rm -f "$state/cut"
  { joined "$1" | "$deno" eval --quiet "$unzstd" || : > "$state/cut"; } |
    tar -x -o -f - -C "$target/$2" || : > "$state/cut"
  [ ! -e "$state/cut" ] ||
    fail "$1 could not be unpacked: see above; the same command goes on when that is mended"
}
unzstd='import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import process from "node:process";
await pipeline(process.stdin, createZstdDecompress(), process.stdout);'

# ./deno: the packed Deno with the packed packages.
write_launcher() {
  cat > "$target/deno" << 'END'
#!/bin/sh
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
export DENO_DIR="$here/.deno" DENO_NO_UPDATE_CHECK=1
exec "$here/.deno/bin/deno" "$@"
END
  chmod 755 "$target/deno"
  # The commit, where records look for it.
  mkdir -p "$target/.git"
  echo "$commit" > "$target/.git/HEAD"
  # What setup would install is there.
  if [ -d "$target/.venv" ]; then echo "$stamp" > "$target/.venv/daad-setup.txt"; fi
}

main() {
  here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
  target=${1:-daad}
  id=$(parts | cksum)
  state=$target/.deno/unpacked
  deno=$target/.deno/bin/deno
  if [ -e "$target" ] && [ "$(cat "$state/id" 2> /dev/null)" != "$id" ]; then
    [ -d "$target" ] || fail "$target is no folder: name a new one"
    [ -z "$(ls -A "$target")" ] || fail "$target holds other files: name a new folder"
  fi
  check
  mkdir -p "$state"
  echo "$id" > "$state/id"
  # In this shell, so that whoever ends it ends the loop.
  while read -r archive folder; do
    if [ -e "$state/$archive" ]; then continue; fi
    echo "unpack: $archive" >&2
    if [ "$archive" = deno ]; then unpack_deno; else unpack "$archive" "$folder"; fi
    : > "$state/$archive"
  done << END
$(archives)
END
  write_launcher
  echo "unpack: complete; cd $target, then for example: ./deno task daad doctor" >&2
}

main "$@"
