// Go's net/http and golang-jwt, as Debian packages them.
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt"
)

type tokenRequest struct {
	RoomID *string `json:"room_id"`
	Role   *string `json:"role"`
	UserID *string `json:"user_id"`
}

type tokenResponse struct {
	Token      string `json:"token"`
	Message    string `json:"msg"`
	Status     int    `json:"status"`
	Success    bool   `json:"success"`
	APIVersion string `json:"api_version"`
}

// A struct instead of jwt.MapClaims: it allocates no map and sorts no keys.
type claims struct {
	AccessKey string `json:"access_key"`
	Type      string `json:"type"`
	Version   int    `json:"version"`
	Role      string `json:"role"`
	RoomID    string `json:"room_id"`
	UserID    string `json:"user_id"`
	ID        string `json:"jti"`
	IssuedAt  int64  `json:"iat"`
	NotBefore int64  `json:"nbf"`
	ExpiresAt int64  `json:"exp"`
}

func (claims) Valid() error { return nil }

var (
	secret = []byte(os.Getenv("PEER_SECRET"))
	roles  = map[string]bool{"host": true, "guest": true}
)

func sign(body tokenRequest) (string, error) {
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return "", err
	}
	now := time.Now().Unix()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		AccessKey: "5f9e0c8d2b7a4e1f6c3d9a10",
		Type:      "app",
		Version:   2,
		Role:      *body.Role,
		RoomID:    *body.RoomID,
		UserID:    *body.UserID,
		ID:        base64.RawURLEncoding.EncodeToString(id[:]),
		IssuedAt:  now,
		NotBefore: now,
		ExpiresAt: now + 86400,
	}).SignedString(secret)
}

func token(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost || !strings.HasSuffix(request.URL.Path, "/api/token") {
		http.NotFound(response, request)
		return
	}
	var body tokenRequest
	err := json.NewDecoder(request.Body).Decode(&body)
	if err != nil || body.RoomID == nil || body.Role == nil || body.UserID == nil {
		response.WriteHeader(http.StatusBadRequest)
		return
	}
	if !roles[*body.Role] {
		response.WriteHeader(http.StatusForbidden)
		return
	}
	signed, err := sign(body)
	if err != nil {
		response.WriteHeader(http.StatusInternalServerError)
		return
	}
	encoded, _ := json.Marshal(tokenResponse{signed, "token generated successfully", 200, true, "2.0.192"})
	header := response.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Content-Length", strconv.Itoa(len(encoded)))
	header.Set("Cache-Control", "no-store")
	header.Set("Access-Control-Allow-Origin", "*")
	response.Write(encoded)
}

func main() {
	http.HandleFunc("/hmsapi/", token)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
