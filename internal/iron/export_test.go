package iron

// Sign completes a seal: whatever its parts are, its MAC is good.
func Sign(signed, password, salt string) string {
	mac, err := sign(signed, password, salt)
	if err != nil {
		panic(err)
	}
	return signed + "*" + salt + "*" + mac
}
