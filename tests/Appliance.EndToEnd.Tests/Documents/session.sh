#!/usr/bin/env bash
# Runs the commands of a document, FOLDER/commands.sh, in separate namespaces: a loopback device without other servers,
# and copies of the folders of the system that documents write to. When this process ends, the kernel ends all others.
# Usage: session.sh FOLDER SHIM
set -eu
# Without new namespaces it would mount over the folders of the machine.
[ $$ = 1 ] || { echo "session.sh: start it in new namespaces, as DocumentSession does" >&2; exit 1; }
folder=$1 shim=$2
DOCUMENT_DOTNET=$(readlink -f "$(command -v dotnet)")
export DOCUMENT_DOTNET
ip link set lo up

mkdir -p "$folder"/{backups,bin,etc,local,run/appliance,state,tmp}
cp -a /etc/. "$folder/etc"
mount --bind "$folder/etc" /etc
mount --bind "$folder/run" /run
mount --bind "$folder/state" /var/lib
mount --bind "$folder/backups" /var/backups

# An empty /usr/local/bin that still has the commands of the machine.
mkdir "$folder/machine"
mount --bind /usr/local/bin "$folder/machine"
find "$folder/machine" -mindepth 1 -maxdepth 1 -exec ln -s -t "$folder/local" {} +
mount --bind "$folder/local" /usr/local/bin

mkdir -p out
for name in "$folder"/bin/{appliance,dotnet,systemctl} out/appliance /usr/local/bin/appliance; do
  ln -sf "$shim" "$name"
done
printf 'silent\nshow-error\nfail-with-body\n' >"$folder/.curlrc"
export CURL_HOME=$folder PATH=$folder/bin:$PATH
# Builds use installed packages, and start build servers inside of the namespaces: pipes and mutexes are separate.
export NuGetAudit=false RunAnalyzers=false TMPDIR=$folder/tmp
mkdir -p /tmp/.dotnet
mount --bind "$folder/tmp" /tmp/.dotnet
bash "$folder/commands.sh"
