# Sourced by bench/run, after serving.sh: builds the servers that the appliance is compared with, and defines how each
# is started and which files count towards its size.
peers=(floor kestrel-hmac kestrel-identitymodel go nginx node)
folder=$root/bench/peers
nginx_modules=/usr/lib/nginx/modules

# Installs the Debian packages that are missing.
packages() {
  dpkg -s "$@" >/dev/null 2>&1 || { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y "$@"; }
}

publish() { dotnet publish "$folder/$1" -c Release -r linux-x64 -o "$work/$1"; }

build_go() {
  packages golang-go golang-github-golang-jwt-jwt-dev \
    && GO111MODULE=off GOPATH=/usr/share/gocode go build -ldflags '-s -w' -o "$work/go" "$folder/go/main.go"
}

# Installs the packages only if the commands are missing: Node may be installed by other means.
build_node() {
  command -v node >/dev/null && command -v npm >/dev/null || packages nodejs npm || return 1
  (cd "$folder/node" && npm ci)
}

# Builds one server; if that fails, sets $reason to the last line of the log.
build_peer() {
  local log=$work/$1.log
  case $1 in
    floor | kestrel-hmac | kestrel-identitymodel) publish "$1" ;;
    go) build_go ;;
    nginx) packages nginx libnginx-mod-http-js ;;
    node) build_node ;;
  esac >"$log" 2>&1 && return 0
  reason="cannot be built: $(grep -v '^ *$' "$log" | tail -1)"
  return 1
}

# command_of NAME PORT: sets the array $command to the command that starts the server on the port.
command_of() {
  local name=$1 port=$2
  case $name in
    appliance) command=("$binary" serve --dev --threads 1 --connections-max 12000 --listen "127.0.0.1:$port") ;;
    floor | kestrel-hmac | kestrel-identitymodel) command=("$work/$name/$name" "$port") ;;
    go) command=("$work/go" "$port") ;;
    node) command=(node "$folder/node/server.js" "$port") ;;
    nginx)
      mkdir -p "$work/nginx"
      sed -e "s|@PORT@|$port|;s|@MODULES@|$nginx_modules|;s|@FOLDER@|$folder/nginx|" "$folder/nginx/nginx.conf" \
        >"$work/nginx/nginx.conf"
      command=(nginx -p "$work/nginx" -c nginx.conf -e stderr)
      ;;
  esac
}

# The bytes that a server needs on disk, without the system's libraries.
size_of() {
  case $1 in
    appliance) du -cbL "$binary" ;;
    floor | kestrel-hmac | kestrel-identitymodel) du -cbL "$work/$1/$1" ;;
    go) du -cbL "$work/go" ;;
    node) du -cbL "$(node -p process.execPath)" "$folder/node/node_modules" "$folder/node/server.js" ;;
    nginx) du -cbL "$(command -v nginx)" "$nginx_modules/ngx_http_js_module.so" "$folder/nginx" ;;
  esac | tail -1 | cut -f1
}
