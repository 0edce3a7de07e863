;;; policy-mode.el --- Room policies for MIMI -*- lexical-binding: t; -*-

;; License: MIT OR Apache-2.0
;; Version: 0.1.0
;; Package-Requires: ((emacs "26.1"))
;; Keywords: languages

;;; Commentary:

;; Colours, indentation, comments and imenu for `.policy' files, and `admit lsp' through eglot.
;; `policy-base-mode' has what does not depend on how the text is read; `policy-mode' reads it by
;; patterns, `policy-ts-mode' (a file of its own) by tree-sitter.
;; A test compares the words with `admit dev vocabulary'.

;;; Code:

(require 'imenu)

(defgroup policy nil
  "Room policies."
  :group 'languages)

(defcustom policy-program "admit"
  "The program `admit': a name that is on the path, or a path."
  :type 'string)

(defcustom policy-indent-offset 4
  "How many columns a block is indented by."
  :type 'integer
  :safe #'integerp)

(defcustom policy-format-on-save nil
  "Whether eglot lays the buffer out before it is saved."
  :type 'boolean
  :safe #'booleanp)

(defconst policy-items
  '("policy" "use" "type" "enum" "credential" "role" "let" "condition" "rule" "admit"
    "refuse" "pseudonyms" "disclose" "test")
  "What begins an item.")

(defconst policy-operators
  '("and" "or" "not" "in" "is" "as" "where")
  "What joins and shapes tests.")

(defconst policy-values
  '("true" "false" "null")
  "Values that are words.")

(defconst policy-words
  '("at" "extension" "subject" "position" "holder" "tag" "embedded" "of" "require" "allow"
    "forbid" "file" "room" "user" "refused" "forbidden" "by" "each" "extends" "warnings"
    "move" "wire" "component" "description" "warn" "deny" "absent" "exists" "contains"
    "starts" "ends" "with" "under" "ignoring" "case" "name" "can" "cannot" "participants"
    "active" "may" "anyone" "it" "given" "expect" "for")
  "Words that mean something in one place.")

(defconst policy-types
  '("string" "int" "bool" "float" "number" "date" "date_text" "bytes" "domain" "uri"
    "https_uri" "mimi_uri" "email" "any")
  "Types of claims.")

(defconst policy-formats
  '("jwt" "sd_jwt" "cwt" "sd_cwt" "vc" "x509")
  "Formats of credentials.")

(defconst policy-settings
  '("exact" "pointer" "matcher" "path-id" "required" "optional")
  "Values of settings.")

(defconst policy-roles
  '("none" "banned")
  "Roles that every room has.")

(defconst policy-parts
  '("length" "host" "user" "path" "user_id" "device_id" "handle" "room_id")
  "Parts of values.")

(defconst policy-capabilities
  '("add_participant" "remove_participant" "add_own_client" "remove_own_client" "open_join"
    "join_if_preauthorized" "remove_self" "create_join_code" "delete_join_code"
    "use_join_code" "ban" "unban" "kick" "knock" "accept_knock" "change_user_role"
    "change_own_role" "create_subgroup" "send_message" "receive_message" "copy_message"
    "report_abuse" "reply_to_message" "react_to_message" "edit_reaction"
    "delete_own_reaction" "delete_other_reaction" "edit_own_message" "delete_own_message"
    "delete_other_message" "start_topic" "reply_in_topic" "edit_own_topic"
    "edit_other_topic" "send_direct_message" "target_message" "upload_image" "upload_audio"
    "upload_video" "upload_attachment" "download_image" "download_audio" "download_video"
    "download_attachment" "send_link" "send_link_preview" "follow_link" "copy_link"
    "change_room_name" "change_room_description" "change_room_avatar" "change_room_subject"
    "change_room_mood" "change_own_name" "change_own_presence" "change_own_mood"
    "change_own_avatar" "start_call" "join_call" "send_audio" "receive_audio" "send_video"
    "receive_video" "share_screen" "view_shared_screen" "create_room" "destroy_room"
    "change_room_membership_style" "change_role_definitions"
    "change_preauthorized_user_list" "change_other_policy_attribute"
    "change_mls_operational_policies" "send_mls_reinit_proposal" "send_mls_update_proposal"
    "send_mls_psk_proposal" "send_mls_external_proposal" "send_mls_external_commit")
  "What the holder of a role may do.")

(defvar policy-base-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?` "\"" table)
    (modify-syntax-entry ?' "." table)
    table)
  "Syntax of policies.")

(defun policy--words (words)
  "A pattern for any of WORDS."
  (concat "\\_<" (regexp-opt words t) "\\_>"))

(defvar policy-font-lock-keywords
  `(("\\(?:^\\|[^.]\\)\\.\\([A-Za-z_][A-Za-z0-9_]*\\)"
     (1 (if (member (match-string 1) policy-parts)
            'font-lock-builtin-face
          'font-lock-variable-name-face)))
    (,(concat "\\_<" (regexp-opt '("condition" "rule" "role" "let"))
              "\\s-+\\([A-Za-z_][A-Za-z0-9_]*\\)")
     1 font-lock-function-name-face)
    (,(concat "\\_<" (regexp-opt '("credential" "type" "enum"))
              "\\s-+\\([A-Za-z_][A-Za-z0-9_]*\\)")
     1 font-lock-type-face)
    ("\\_<\\([A-Za-z_][A-Za-z0-9_]*\\)\\_>\\s-*:" 1 font-lock-variable-name-face)
    ("\\_<\\([A-Za-z_][A-Za-z0-9_]*\\)\\_>\\s-+at\\s-+[^: \t]" 1 font-lock-variable-name-face)
    ("\\_<\\(?:h\\|b64\\)'[^'\r\n]*'" . font-lock-string-face)
    (,(policy--words policy-items) . font-lock-keyword-face)
    (,(policy--words policy-operators) . font-lock-keyword-face)
    (,(policy--words policy-values) . font-lock-constant-face)
    (,(policy--words policy-types) . font-lock-type-face)
    (,(policy--words policy-formats) . font-lock-type-face)
    (,(policy--words policy-settings) . font-lock-constant-face)
    (,(policy--words policy-roles) . font-lock-constant-face)
    (,(policy--words policy-capabilities) . font-lock-builtin-face)
    (,(policy--words policy-words) . font-lock-keyword-face)
    ("\\_<[0-9]\\{4\\}-[0-9][0-9]-[0-9][0-9]\\(?:[Tt][0-9:.]+\\(?:[Zz]\\|[-+][0-9:]+\\)?\\)?"
     . font-lock-constant-face)
    ("-?\\_<\\(?:0x[0-9A-Fa-f_]+\\|[0-9][0-9_]*\\(?:\\.[0-9]+\\)*\\(?:[eE][-+]?[0-9]+\\)?\\)\\_>"
     . font-lock-constant-face))
  "What is coloured in policies.")

(defun policy--face-of (state)
  "The face of a text, a quoted name or a comment, by the parser's STATE."
  (cond ((eq (nth 3 state) ?`) 'font-lock-variable-name-face)
        ((nth 3 state) 'font-lock-string-face)
        ((save-excursion (goto-char (nth 8 state)) (looking-at "//[/!]")) 'font-lock-doc-face)
        (t 'font-lock-comment-face)))

(defun policy-indent-line ()
  "Indent a line by the brackets around it; a `where' stands beneath its `admit'."
  (interactive)
  (let ((column (policy--column))
        (from-end (- (point-max) (point))))
    (indent-line-to column)
    (when (> (- (point-max) from-end) (point))
      (goto-char (- (point-max) from-end)))))

(defun policy--column ()
  "The column that the line is to begin at, in the one style of `admit fmt'."
  (save-excursion
    (back-to-indentation)
    (let ((open (nth 1 (syntax-ppss))))
      (cond
       ((looking-at "where\\_>") (policy--column-of "admit\\|refuse" 0))
       ((looking-at "\\(?:and\\|or\\)\\_>") (policy--column-in-chain open))
       ((looking-at "|") (policy--column-in-union))
       (open (policy--column-in-brackets open))
       ((looking-back "=[ \t\n]*" (line-beginning-position 0)) policy-indent-offset)
       (t 0)))))

(defun policy--column-of (words columns)
  "The column of the last one of WORDS before point and COLUMNS more, or 0."
  (let ((pattern (concat "\\_<\\(?:" words "\\)\\_>"))
        (case-fold-search nil)
        found)
    (while (and (setq found (re-search-backward pattern nil t)) (nth 8 (syntax-ppss))))
    (if found (+ (current-column) columns) 0)))

(defun policy--column-in-chain (open)
  "The column of an `and' or an `or', within the bracket at OPEN if there is one."
  (if (and open (memq (char-after open) '(?\( ?\[)))
      (progn (goto-char open) (1+ (current-column)))
    (let ((column (policy--column-of "where\\|condition" 0)))
      (+ column (if (looking-at "where") 2 policy-indent-offset)))))

(defun policy--column-in-union ()
  "The column of a `|' beneath the value before it."
  (forward-line -1)
  (back-to-indentation)
  (unless (looking-at "|")
    (goto-char (line-end-position))
    (re-search-backward "[:=]\\s-*" (line-beginning-position) t)
    (goto-char (match-end 0)))
  (current-column))

(defun policy--column-in-brackets (open)
  "The column of what stands in the bracket at OPEN, or closes it."
  (let ((closes (looking-at "[])}]"))
        (goes-on (policy--column-of-list)))
    (goto-char open)
    (cond
     (closes (current-indentation))
     ((eq (char-after) ?\() (1+ (current-column)))
     ((and goes-on (eq (char-after) ?\{)) goes-on)
     (t (+ (current-indentation) policy-indent-offset)))))

(defun policy--column-of-list ()
  "The column of what goes on with a line such as `can a,', or nil."
  (save-excursion
    (forward-line -1)
    (when (looking-at ".*,\\s-*$")
      (while (and (looking-at ".*,\\s-*$") (not (policy--begins-list)) (not (bobp)))
        (forward-line -1))
      (when (policy--begins-list)
        (+ (current-indentation) policy-indent-offset)))))

(defun policy--begins-list ()
  "Whether the line begins with a word that a list follows."
  (looking-at "\\s-*\\_<\\(?:can\\|cannot\\|require\\|allow\\|forbid\\|may\\)\\s-+[`_[:alnum:]]"))

(defvar policy-imenu-generic-expression
  (mapcar
   (lambda (kind)
     (list (car kind) (concat "^\\s-*" (cdr kind) "\\s-+\\(\"[^\"\n]*\"\\|[A-Za-z0-9_`]+\\)") 1))
   '(("Policy" . "policy") ("Types" . "\\(?:type\\|enum\\)") ("Credentials" . "credential")
     ("Roles" . "role") ("Constants" . "let") ("Conditions" . "condition") ("Rules" . "rule")
     ("Tests" . "test")))
  "What imenu lists.")

(declare-function eglot-format-buffer "eglot")
(declare-function eglot-current-server "eglot")

(defun policy--format-before-save ()
  "Lay the buffer out when that is wanted and a server is there."
  (when (and policy-format-on-save (fboundp 'eglot-current-server) (eglot-current-server))
    (eglot-format-buffer)))

;; What both modes share. Its hook, `policy-base-mode-hook', runs in both.
(define-derived-mode policy-base-mode prog-mode "Policy"
  "What the modes for room policies have in common."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "//[/!]*\\s-*")
  (setq-local comment-end "")
  (setq-local indent-tabs-mode nil)
  (setq-local fill-column 100)
  (setq-local electric-indent-chars (append "{}[]()" electric-indent-chars))
  (setq-local compile-command
              (concat policy-program " check --format short "
                      (when buffer-file-name (shell-quote-argument buffer-file-name))))
  (add-hook 'before-save-hook #'policy--format-before-save nil t))

;;;###autoload
(define-derived-mode policy-mode policy-base-mode "Policy"
  "Major mode for room policies."
  (setq-local indent-line-function #'policy-indent-line)
  (setq-local imenu-generic-expression policy-imenu-generic-expression)
  (setq-local font-lock-defaults
              '(policy-font-lock-keywords
                nil nil nil (font-lock-syntactic-face-function . policy--face-of))))

(defvar major-mode-remap-alist)
(declare-function major-mode-remap "files")

(defun policy--remapped (mode)
  "The mode that MODE is exchanged for, as Emacs itself does it from 29 on."
  (cond ((fboundp 'major-mode-remap) (major-mode-remap mode))
        ((boundp 'major-mode-remap-alist) (alist-get mode major-mode-remap-alist mode))
        (t mode)))

;; Other programs use the extension for XML, which begins with `<'.
;;;###autoload
(defun policy-mode-or-xml ()
  "Choose the mode of a file that is called like a policy.
What `major-mode-remap-alist' has for `policy-mode' is taken in its place."
  (if (save-excursion (goto-char (point-min)) (looking-at "\ufeff?[ \t\r\n]*<"))
      (nxml-mode)
    (funcall (policy--remapped 'policy-mode))))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.policy\\'" . policy-mode-or-xml))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons '(policy-mode policy-ts-mode)
                     (lambda (&rest _) (list policy-program "lsp")))))

(defvar markdown-code-lang-modes)
(with-eval-after-load 'markdown-mode
  (add-to-list 'markdown-code-lang-modes '("policy" . policy-mode)))

(provide 'policy-mode)
;;; policy-mode.el ends here
